# One image for every service; which one it is, the command says. Built by `docker compose build`.
FROM python:3.13-slim AS packages
RUN python -m venv /venv
COPY requirements.txt /
RUN /venv/bin/pip install --no-cache-dir --no-deps --require-hashes -r /requirements.txt

FROM python:3.13-slim
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin omnidesk
COPY --from=packages /venv /venv
WORKDIR /app
COPY . .
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 VAR_DIR=/var/omnidesk PRODUCTION=1
# Keys for this one command only: collecting files encrypts nothing, but production starts with no key missing.
RUN mkdir -p /var/omnidesk/run /var/omnidesk/media /var/omnidesk/metrics \
 && python manage.py compile_catalogues \
 && SECRET_KEY=$(python -c 'import secrets; print(secrets.token_urlsafe(48))') \
    CREDENTIAL_KEYS=$(python -c 'import secrets; print(secrets.token_urlsafe(48))') \
    DATABASE_URL=postgresql://localhost/none REDIS_URL=redis://localhost/0 EMAIL_URL=smtp://localhost \
    PUBLIC_URL=https://localhost python manage.py collectstatic --no-input \
 && chown -R omnidesk /var/omnidesk
USER omnidesk
EXPOSE 8000 8001
CMD ["gunicorn", "omnidesk.wsgi"]

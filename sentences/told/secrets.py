"""What must never become a fact: card numbers, passwords, codes, My Number."""

from sentences.expressions import expression

DIGITS = expression(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)")
SECRET = expression(
    r"(?:パスワード|暗証番号|ワンタイム(?:パスワード|コード)?|認証(?:コード|番号)|確認コード"
    r"|セキュリティコード|\bpassword|\bpasscode"
    r"|\bpin(?: code| number)?\b|\bcvv\b|\bcvc\b|security code|verification code)"
    r"\s*(?:は|が|:|is|=)?\s*[「(]?(?P<s>(?=[!-~]*\d)[!-~]{3,}(?: \d{4}){0,3})"
    r"|(?:マイナンバー|個人番号|\bmy number\b|social security)[^\d\n]{0,6}(?P<m>\d{4}[ -]?\d{4}[ -]?\d{4})(?!\d)"
)


def hidden(text: str) -> list[tuple[int, int]]:
    """The stretches of folded `text` in which no fact is looked for."""
    found = [match.span() for match in DIGITS.finditer(text) if _is_card(match.group())]
    return found + [match.span("s" if match["s"] else "m") for match in SECRET.finditer(text)]


def _is_card(written: str) -> bool:
    """13 to 19 digits whose last is right for the others (Luhn)."""
    digits = [int(letter) for letter in written if letter.isdigit()]
    doubled = [digit * 2 - 9 * (digit > 4) for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0

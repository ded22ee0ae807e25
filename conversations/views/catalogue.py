"""Settings: what the rules know of the company's products and numbers. For admins; nobody else finds these pages."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agents.access import needs, signed_in
from agents.audit import audit, client_ip
from conversations import knowledge
from customers import catalogue, fact_words
from customers.catalogue_forms import CatalogueForm, PatternForm, ProductForm
from customers.models import Pattern, Product

MOST_SHOWN = 500
FOLDER = "conversations/catalogue"


@require_safe
@needs("company")
def products(request: HttpRequest) -> HttpResponse:
    shown = {"products": Product.objects.all()[:MOST_SHOWN], "count": Product.objects.count(), "form": CatalogueForm()}
    return render(request, f"{FOLDER}/products.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("company")
def product(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    row = get_object_or_404(Product, pk=pk) if pk else Product()
    form = ProductForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        return saved(request, form, "product", "products")
    return render(request, f"{FOLDER}/product.html", {"form": form, "row": shown_as(row)})


@require_POST
@needs("company")
def product_removal(request: HttpRequest, pk: int) -> HttpResponse:
    return removed(request, get_object_or_404(Product, pk=pk), "product", "products")


@require_POST
@needs("company")
def product_import(request: HttpRequest) -> HttpResponse:
    form = CatalogueForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for error in form.errors["file"]))
        return redirect("products")
    try:
        with transaction.atomic():
            told = catalogue.bring_in(form.cleaned_data["file"])
            audit(signed_in(request), "product.imported", None, client_ip(request), added=told.added)
    except catalogue.Unreadable:
        messages.error(request, _("No products found. The first line must name the columns: 型番, 製品名, 別名."))
        return redirect("products")
    knowledge.changed()
    messages.success(request, words_of(told))
    return redirect("products")


def words_of(told: catalogue.Imported) -> str:
    words = _("%(added)s products added, %(changed)s changed") % {"added": told.added, "changed": told.changed}
    if not told.skipped:
        return words
    lines = ", ".join(str(line) for line in told.skipped[:10])
    return f"{words}. " + _("Without model number or name: line %(lines)s") % {"lines": lines}


@require_safe
@needs("company")
def patterns(request: HttpRequest) -> HttpResponse:
    rows = [(row, fact_words.label(row.key)) for row in Pattern.objects.all()]
    return render(request, f"{FOLDER}/patterns.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@needs("company")
def pattern(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    row = get_object_or_404(Pattern, pk=pk) if pk else Pattern()
    form = PatternForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        return saved(request, form, "pattern", "patterns")
    return render(request, f"{FOLDER}/pattern.html", {"form": form, "row": shown_as(row)})


@require_POST
@needs("company")
def pattern_removal(request: HttpRequest, pk: int) -> HttpResponse:
    return removed(request, get_object_or_404(Pattern, pk=pk), "pattern", "patterns")


def shown_as[Row: (Product, Pattern)](row: Row) -> Row | None:
    """As it is kept, whatever is being typed into its form; None while it is new."""
    return type(row).objects.filter(pk=row.pk).first() if row.pk else None


def saved(request: HttpRequest, form: "ModelForm[Any]", kind: str, to: str) -> HttpResponse:
    with transaction.atomic():
        row = form.save()
        audit(signed_in(request), f"{kind}.saved", row, client_ip(request), fields=form.changed_data)
    knowledge.changed()
    messages.success(request, _("Saved: %(name)s") % {"name": named(row)})
    return redirect(to)


def removed(request: HttpRequest, row: Product | Pattern, kind: str, to: str) -> HttpResponse:
    """What was read by it stays: it was said all the same."""
    name = named(row)
    with transaction.atomic():
        audit(signed_in(request), f"{kind}.removed", row, client_ip(request))
        row.delete()
    knowledge.changed()
    messages.success(request, _("Removed: %(name)s") % {"name": name})
    return redirect(to)


def named(row: Product | Pattern) -> str:
    return row.name if isinstance(row, Product) else row.example

"""Products and number patterns as admins write them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from customers import catalogue, expressions, fact_words
from customers.models import Pattern, Product

# What is read by its shape; the others are read by the words around them.
NUMBERS = (
    "order_number", "past_order_number", "serial", "error_code", "slip_no", "return_no", "box_no", "coupon",
    "campaign_no",
)  # fmt: skip


class ProductForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    others = forms.CharField(
        label=_("Other names"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One per line: how customers call it."),
    )

    class Meta:
        model = Product
        fields = ["code", "name"]
        labels = {"code": _("Model number"), "name": _("Product name")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["others"].initial = "\n".join(self.instance.names)

    def save(self, commit: bool = True) -> Product:
        self.instance.names = catalogue.names_in(self.cleaned_data["others"])
        saved: Product = super().save(commit)
        return saved


class PatternForm(forms.ModelForm):  # type: ignore[type-arg]  # ditto
    class Meta:
        model = Pattern
        fields = ["key", "expression", "example", "is_active"]
        labels = {
            "key": _("What it is"),
            "expression": _("Expression"),
            "example": _("Example"),
            "is_active": _("In use"),
        }
        help_texts = {
            "expression": _("A regular expression, for example #?[A-Z]-?\\d{5}. Large and small letters are the same."),
            "example": _("A number as customers write it. The expression must match it."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(key, fact_words.label(key)) for key in NUMBERS]
        self.fields["key"] = forms.ChoiceField(label=_("What it is"), choices=choices)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("expression") and said.get("example"):
            try:
                expressions.check(said["expression"], said["example"])
            except expressions.Unfit as error:
                self.add_error("expression", str(error))
        return said


class CatalogueForm(forms.Form):
    file = forms.FileField(
        label=_("CSV file"),
        help_text=_("Columns: model number, product name, other names (separated by /). UTF-8 or Shift_JIS."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_file(self) -> bytes:
        given = self.cleaned_data["file"]
        if given.size > catalogue.LARGEST:
            raise forms.ValidationError(_("This file is larger than 5 MB."))
        content: bytes = given.read()
        return content

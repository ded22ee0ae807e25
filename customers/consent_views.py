"""An agent writes down what a customer allows or stops, with the words in which it was said."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from agents.access import needs, signed_in
from agents.audit import client_ip
from customers import consents
from customers.models import Answer, Customer, Identity, Purpose


class ConsentForm(forms.Form):
    identity = forms.ModelChoiceField(queryset=Identity.objects.none())
    purpose = forms.ChoiceField(choices=Purpose.choices)
    answer = forms.ChoiceField(choices=Answer.choices)
    evidence = forms.CharField(label=gettext_lazy("How it was said"), max_length=300)

    def __init__(self, customer: Customer, data: object) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a request's POST
        chooser = self.fields["identity"]
        chooser.queryset = customer.identities.filter(kind__in=consents.REACHED)  # type: ignore[attr-defined]  # a model's field


@require_POST
@needs("customers.edit")
def say(request: HttpRequest, pk: int) -> HttpResponseBase:
    agent = signed_in(request)
    customer = get_object_or_404(Customer.objects.visible_to(agent), pk=pk)
    form = ConsentForm(customer, request.POST)
    if form.is_valid():
        said = form.cleaned_data
        word = consents.Said("agent", said["evidence"], agent)
        consents.say(said["identity"], said["purpose"], said["answer"], word, client_ip(request))
        messages.success(request, _("Written down"))
    else:
        messages.error(request, _("Choose an address, and write how it was said."))
    return redirect("customers:detail", pk=pk)

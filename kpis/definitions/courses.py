"""What the course of a matter costs the customer, on the scale of the journey on a profile (conversations.journey)."""

from django.utils.translation import gettext_lazy as _

from kpis.definitions.definition import AS_CHOSEN, EVERYWHERE, Definition

COURSES = (
    Definition(
        id="stress", name=_("Effort along the way"), unit="score", clock="calendar",
        formula=_(
            "How often each stage happens for each contact × what it costs: contact 1.0, failed by oneself or given up"
            " 2.0, waiting beyond the limit 1.0, a further message 0.15, asked again 1.5, new channel 0.6,"
            " reopened 1.0."
        ),
        start=_("The first step of self-service."), end=_("The matter is completed for the last time."),
        attribution=AS_CHOSEN, exclusions=EVERYWHERE,
        leaves_out=_("What customers do where nothing of it reaches us."),
        window=_("Reopened: 7 days. Six tenths of the height before are carried on to the next stage."),
        interval=_("Each stage shows that of its own share or time; the sum has none."),
        source="quali-fi.com/learn/customer-effort-score; the weights are those of the journey on a customer's page",
    ),
)  # fmt: skip

from customers.models.challenge import Challenge
from customers.models.consent import Answer, Consent, Purpose
from customers.models.customer import Customer, Honorific
from customers.models.fact import Fact, FactSource
from customers.models.identity import Assurance, Identity, IdentityKind
from customers.models.knowledge import Correction, Pattern, Product
from customers.models.merge import Merge
from customers.models.record import BroughtTogether, MergeCandidate, NotTheSame, RecordValue, Standing
from customers.models.touchpoint import Place, Touchpoint

__all__ = [
    "Answer",
    "Assurance",
    "BroughtTogether",
    "Challenge",
    "Consent",
    "Correction",
    "Customer",
    "Fact",
    "FactSource",
    "Honorific",
    "Identity",
    "IdentityKind",
    "Merge",
    "MergeCandidate",
    "NotTheSame",
    "Pattern",
    "Place",
    "Product",
    "Purpose",
    "RecordValue",
    "Standing",
    "Touchpoint",
]

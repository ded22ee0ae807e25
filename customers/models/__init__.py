from customers.models.customer import Customer, Honorific
from customers.models.identity import Assurance, Identity, IdentityKind
from customers.models.merge import Merge

__all__ = ["Assurance", "Customer", "Honorific", "Identity", "IdentityKind", "Merge"]

from dataclasses import dataclass
from functools import cache

from demo.story import files
from demo.story.cast import Answer, Group, Person, Product, Template
from demo.story.clients import Client, Lookalike
from demo.story.scripts import Script


@dataclass(frozen=True)
class World:
    people: tuple[Person, ...]
    groups: tuple[Group, ...]
    products: tuple[Product, ...]
    answers: tuple[Answer, ...]
    templates: tuple[Template, ...]
    clients: tuple[Client, ...]
    lookalikes: tuple[Lookalike, ...]
    scripts: tuple[Script, ...]

    def product(self, model: str) -> Product:
        return next(product for product in self.products if product.model == model)


@cache
def read() -> World:
    tables = files.tables("story.md")
    customers = files.load("customers.yaml")
    by_id = tables["id"]
    return World(
        people=tuple(Person.read(row) for row in by_id if "role" in row),
        groups=tuple(Group.read(row) for row in tables["team"]),
        products=tuple(Product.read(row) for row in tables["model"]),
        answers=tuple(Answer.read(row) for row in by_id if row["id"].startswith("F")),
        templates=tuple(Template.read(row) for row in by_id if row["id"].startswith("T")),
        clients=tuple(Client.read(row) for row in customers["customers"]),
        lookalikes=tuple(Lookalike(**row) for row in customers["near_duplicates"]),
        scripts=tuple(Script.read(row) for row in files.load("conversations.yaml")["matters"]),
    )

"""People, and the tokens by which programs speak for them."""

from __future__ import annotations

from datetime import date

from pynamodb.attributes import UnicodeAttribute
from pynamodb.exceptions import UpdateError

from ..domain.people import Person, Scope, Token
from .attributes import MemberAttribute, TimeAttribute
from .commits import Write, delete, put_over, unchanged, write_all
from .failures import has_lost, told_apart
from .items import Connected, Item


class PersonItem(Item):
    """A person."""

    class Meta(Connected):
        table = "people"

    id = UnicodeAttribute(hash_key=True)
    name = UnicodeAttribute()
    email = UnicodeAttribute()
    unreachable = UnicodeAttribute(null=True)


class TokenItem(Item):
    """A token; never its secret."""

    class Meta(Connected):
        table = "tokens"

    id = UnicodeAttribute(hash_key=True)
    secret_hash = UnicodeAttribute()
    person_id = UnicodeAttribute()
    scope = MemberAttribute(Scope)
    created_at = TimeAttribute()
    expires_at = TimeAttribute(null=True)
    last_used_on = UnicodeAttribute(null=True)


class DynamoPersonStore:
    """The people table."""

    @told_apart()
    def get(self, person_id: str) -> Person | None:
        item = PersonItem.find(person_id)
        return _person(item) if item else None

    @told_apart()
    def all(self) -> tuple[Person, ...]:
        """In the order of their ids."""
        return tuple(sorted(map(_person, PersonItem.scan()), key=lambda person: person.id))

    @told_apart()
    def put(self, person: Person) -> None:
        _person_item(person).save()

    @told_apart()
    def replace(self, before: Person | None, after: Person) -> bool:
        """False when there is somebody else than `before`, or none."""
        item = PersonItem.find(after.id, consistent_read=True)
        if (_person(item) if item else None) != before:
            return False
        return put_over(item, _person_item(after))

    @told_apart()
    def remove(self, person_id: str, before: Person | None = None) -> bool:
        """False when there is nobody, or somebody else than `before` where that is given."""
        item = PersonItem.find(person_id, consistent_read=True)
        if item is None or before not in (None, _person(item)):
            return False
        return delete(item, unchanged(item) if before else None)


class DynamoTokenStore:
    """The tokens table."""

    @told_apart()
    def get(self, token_id: str) -> Token | None:
        item = TokenItem.find(token_id)
        return _token(item) if item else None

    @told_apart()
    def all(self) -> tuple[Token, ...]:
        """In the order of their ids."""
        return tuple(sorted(map(_token, TokenItem.scan()), key=lambda token: token.id))

    @told_apart()
    def put(self, token: Token) -> None:
        _token_item(token).save()

    @told_apart()
    def add(self, token: Token) -> bool:
        """False when there is one of its id."""
        return write_all([Write(_token_item(token), TokenItem.id.does_not_exist())])

    @told_apart()
    def mark_used(self, token_id: str, day: date) -> None:
        """Of those who do so on the same day, one writes."""
        on = day.isoformat()
        is_first = TokenItem.last_used_on.does_not_exist() | (TokenItem.last_used_on < on)
        try:
            TokenItem(token_id).update(
                actions=[TokenItem.last_used_on.set(on)], condition=TokenItem.id.exists() & is_first
            )
        except UpdateError as error:
            if not has_lost(error):
                raise

    @told_apart()
    def remove(self, token_id: str) -> bool:
        """False when there is none."""
        item = TokenItem.find(token_id)
        if item:
            item.delete()
        return item is not None


def _person(item: PersonItem) -> Person:
    return Person(item.id, item.name, item.email, unreachable=item.unreachable)


def _person_item(person: Person) -> PersonItem:
    return PersonItem(id=person.id, name=person.name, email=person.email, unreachable=person.unreachable)


def _token_item(token: Token) -> TokenItem:
    return TokenItem(
        id=token.id,
        secret_hash=token.secret_hash,
        person_id=token.person_id,
        scope=token.scope,
        created_at=token.created_at,
        expires_at=token.expires_at,
        last_used_on=token.last_used_on.isoformat() if token.last_used_on else None,
    )


def _token(item: TokenItem) -> Token:
    return Token(
        item.id,
        item.secret_hash,
        item.person_id,
        item.scope,
        item.created_at,
        item.expires_at,
        date.fromisoformat(item.last_used_on) if item.last_used_on else None,
    )

"""One decorator makes a route and its description: what a route takes is checked, what it gives is written down."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask import Flask, Request, Response, g, request
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.json_schema import models_json_schema

from watchlist import __version__
from watchlist.api.problems import RequestError, refuse_fields
from watchlist.store.keys import Role
from watchlist.wiring import Service

# Who calls while there is no key at all.
NOBODY = "local"


class Shape(BaseModel):
    """What comes in: nothing but what is described."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class NoQuery(Shape):
    """No query parameters."""


class Problem(BaseModel):
    """An error (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[dict[str, Any]] = []


@dataclass(frozen=True, slots=True)
class Call:
    """One request, checked: `query` and `body` are of the route's shapes, `by` is whose key it is.

    `connection`: the transaction of a route that writes.
    """

    service: Service
    query: Any
    body: Any
    path: dict[str, str]
    by: str
    connection: sa.Connection | None = None

    @property
    def written(self) -> sa.Connection:
        """The transaction in which the route writes."""
        if self.connection is None:
            raise TypeError("this route does not write")
        return self.connection


@dataclass(frozen=True, slots=True)
class Answer:
    """What a route gives back: JSON, also in bytes that are written already; or other text, also in pieces."""

    body: Any
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    media: str = "application/json"


Handler = Callable[[Call], Answer]


@dataclass(frozen=True, slots=True)
class Route:
    """One operation of the API and all that its description says.

    `role` None asks for no key. `also`: other statuses of the same answer. `writes`: the handler has a transaction, and
    the request may be repeated under an Idempotency-Key. `is_audited`: who called it is written down.
    """

    method: str
    rule: str
    summary: str
    gives: type[BaseModel] | None
    handler: Handler
    takes: type[Shape] = NoQuery
    body: type[Shape] | None = None
    role: Role | None = Role.READ
    status: int = 200
    also: tuple[int, ...] = ()
    media: tuple[str, ...] = ("application/json",)
    errors: tuple[int, ...] = ()
    has_etag: bool = False
    writes: bool = False
    is_audited: bool = False

    @property
    def name(self) -> str:
        """The handler's name; every route has its own."""
        return self.handler.__name__


Perform = Callable[[Route, Call], Answer]


class Contract:
    """The routes of the API in the order of their description."""

    def __init__(self) -> None:
        """No routes yet."""
        self.routes: list[Route] = []

    def route(
        self, method: str, rule: str, summary: str, *, gives: type[BaseModel] | None, **details: Any
    ) -> Callable[[Handler], Handler]:
        """Make a function a route; `details` are the further fields of `Route`."""

        def add(handler: Handler) -> Handler:
            self.routes.append(Route(method, rule, summary, gives, handler, **details))
            return handler

        return add

    def install(self, app: Flask, service: Service, perform: Perform) -> None:
        """Give the application these routes; `perform` calls a route's handler with a checked request."""
        for route in self.routes:
            rule = route.rule.replace("{", "<").replace("}", ">")
            app.add_url_rule(rule, route.name, _view(route, service, perform), methods=[route.method])

    def role_of(self, endpoint: str | None) -> Role | None:
        """The role that a route asks for; a path that is no route asks for reading, so that it tells nothing."""
        return next((route.role for route in self.routes if route.name == endpoint), Role.READ)


def _view(route: Route, service: Service, perform: Perform) -> Callable[..., Response]:
    def view(**path: str) -> Response:
        query = _check_query(request, route.takes)
        body = _check_body(request, route.body) if route.body else None
        answer = perform(route, Call(service, query, body, path, g.get("holder", NOBODY)))
        is_written = answer.media != "application/json" or isinstance(answer.body, bytes)
        text = answer.body if is_written else json.dumps(answer.body, ensure_ascii=True)
        response = Response("" if answer.status == 304 else text, answer.status, answer.headers)
        response.content_type = answer.media
        return response

    return view


def _check_query(incoming: Request, shape: type[Shape]) -> Any:
    for name, values in incoming.args.lists():
        if len(values) > 1:
            raise RequestError(400, f"query {name}: given {len(values)} times; expected once")
    try:
        return shape.model_validate(incoming.args.to_dict())
    except ValidationError as error:
        raise refuse_fields(400, error, "query") from None


def _check_body(incoming: Request, shape: type[Shape]) -> Any:
    if incoming.mimetype != "application/json":
        raise RequestError(415, f"Content-Type is {incoming.mimetype!r}; expected application/json")
    content = incoming.get_data()
    try:
        raw = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise RequestError(400, f"the body is not JSON: {error}; expected an object") from None
    try:
        return shape.model_validate(raw)
    except ValidationError as error:
        raise refuse_fields(422, error, "body") from None


def describe(contract: Contract) -> dict[str, Any]:
    """The OpenAPI 3.1 description of the routes."""
    shapes: list[tuple[type[BaseModel], Any]] = [(Problem, "serialization")]
    for route in contract.routes:
        shapes += [(route.gives, "serialization")] if route.gives else []
        shapes += [(route.body, "validation")] if route.body else []
    references, definitions = models_json_schema(
        list(dict.fromkeys(shapes)), ref_template="#/components/schemas/{model}"
    )
    paths: dict[str, dict[str, Any]] = {}
    for route in contract.routes:
        paths.setdefault(route.rule, {})[route.method.lower()] = _operation(route, references)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "watchlist",
            "version": __version__,
            "description": "Alerts on sanctioned parties and restricted sectors found in running text.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "paths": paths,
        "components": {
            "schemas": definitions.get("$defs", {}),
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(route: Route, references: Any) -> dict[str, Any]:
    operation: dict[str, Any] = {"operationId": route.name, "summary": route.summary, "parameters": _parameters(route)}
    if route.body:
        schema = references[(route.body, "validation")]
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    if route.role is not None:
        operation["security"] = [{"key": []}]
    operation["responses"] = _responses(route, references)
    return operation


def _parameters(route: Route) -> list[dict[str, Any]]:
    schema = route.takes.model_json_schema()
    in_path = [part.strip("{}") for part in route.rule.split("/") if part.startswith("{")]
    parameters: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}} for name in in_path
    ]
    for name, field_schema in schema.get("properties", {}).items():
        resolved = _inline(field_schema, schema.get("$defs", {}))
        text = resolved.pop("description", "")
        parameters.append({"name": name, "in": "query", "required": False, "description": text, "schema": resolved})
    if route.has_etag:
        parameters.append({"name": "If-None-Match", "in": "header", "required": False, "schema": {"type": "string"}})
    if route.writes:
        key = {"type": "string", "minLength": 1, "maxLength": 200}
        parameters.append({"name": "Idempotency-Key", "in": "header", "required": False, "schema": key})
    return parameters


def _inline(schema: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    """A parameter's schema without references, titles and the null that stands for "not given"."""
    schema = {key: value for key, value in schema.items() if key not in ("title", "default")}
    if "$ref" in schema:
        schema |= definitions[schema.pop("$ref").rsplit("/", 1)[1]]
        schema.pop("title", None)
    if "anyOf" in schema:
        (given,) = (option for option in schema.pop("anyOf") if option != {"type": "null"})
        text = schema.get("description")
        schema = schema | _inline(given, definitions)
        schema |= {"description": text} if text else {}
    return schema


def _responses(route: Route, references: Any) -> dict[str, Any]:
    content: dict[str, Any] = {"schema": {"type": "string"}}
    if route.gives:
        content = {"schema": references[(route.gives, "serialization")]}
    answer = {"description": route.summary, "content": dict.fromkeys(route.media, content)}
    responses: dict[str, Any] = {str(status): answer for status in (route.status, *route.also)}
    if route.has_etag:
        responses["304"] = {"description": "Nothing has changed since the ETag given."}
    always = {400, 500, 503} | ({401, 403, 429} if route.role is not None else set())
    with_body = {413, 415, 422} if route.body else set()
    with_body |= {409} if route.writes else set()
    for status in sorted(always | with_body | set(route.errors)):
        responses.setdefault(
            str(status),
            {
                "description": "An error.",
                "content": {"application/problem+json": {"schema": references[(Problem, "serialization")]}},
            },
        )
    return responses

package io.hostmesh.kit.problem;

import io.hostmesh.kit.problem.Problem.FieldError;
import java.util.List;
import java.util.Locale;

/**
 * A kind of problem that a service can answer with. Each service has one enum of those of its own; together with
 * {@link CommonProblem} they are all there are, and what the service's OpenAPI document shows.
 */
public interface ProblemType {

    /** The name of the enum's constant, which the id is made of. */
    String name();

    /** The HTTP status. */
    int status();

    /** When it happens, in a sentence for the documentation. */
    String description();

    /** A detail as it could be, for the documentation. */
    String exampleDetail();

    /** The fields that are wrong in that example; empty for a kind that is not about fields. */
    default List<FieldError> exampleErrors() {
        return List.of();
    }

    /** The last part of the URI: stable, whatever else changes. */
    default String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A problem of this type. */
    default Problem problem(String detail) {
        return Problem.of(id(), status(), detail);
    }
}

package io.hostmesh.kit.problem;

import io.hostmesh.kit.problem.Problem.FieldError;
import java.util.List;

/** Makes the problems that services have in common, ready to throw. */
public final class Problems {

    private Problems() {}

    /** A problem of a type that the service has in its list. */
    public static ProblemException refusal(ProblemType type, String detail) {
        return new ProblemException(type.problem(detail));
    }

    /** 404: no such object, or one of another account. */
    public static ProblemException notFound(String kind, String id) {
        return refusal(CommonProblem.NOT_FOUND, "There is no " + kind + " " + id + ".");
    }

    /** 409: the object's state does not allow it. */
    public static ProblemException conflict(String type, String detail) {
        return new ProblemException(Problem.of(type, 409, detail));
    }

    /** 422: well-formed, and yet refused by a rule. */
    public static ProblemException unprocessable(String type, String detail) {
        return new ProblemException(Problem.of(type, 422, detail));
    }

    /** 400: fields of the request are wrong. */
    public static ProblemException invalid(List<FieldError> errors) {
        return new ProblemException(invalidRequest(errors));
    }

    /** 401: no caller could be made out. */
    public static ProblemException unauthorized(String detail) {
        return refusal(CommonProblem.UNAUTHORIZED, detail);
    }

    /** 403: the caller is known and may not. */
    public static ProblemException forbidden(String type, String detail) {
        return new ProblemException(Problem.of(type, 403, detail));
    }

    /** 412: the object changed since the caller read it. */
    public static ProblemException preconditionFailed(String detail) {
        return refusal(CommonProblem.PRECONDITION_FAILED, detail);
    }

    /** 503: something this service needs is away; the same request can succeed later. */
    public static ProblemException unavailable(String detail) {
        return refusal(CommonProblem.UNAVAILABLE, detail);
    }

    static Problem invalidRequest(List<FieldError> errors) {
        return CommonProblem.INVALID_REQUEST
                .problem("The request has " + errors.size() + " wrong field(s).")
                .withErrors(errors);
    }
}

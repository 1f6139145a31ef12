package io.hostmesh.kit.problem;

import io.hostmesh.kit.problem.Problem.FieldError;
import java.util.List;

/** The problems that every service can answer with. */
public enum CommonProblem implements ProblemType {
    INVALID_REQUEST(
            400, "Fields or parameters of the request are wrong; each is named.", "The request has 1 wrong field(s)."),
    MALFORMED_JSON(
            400,
            "The body is no JSON.",
            "The body is no JSON: Unexpected end-of-input: expected close marker for Object, at line 1, column 2."),
    ACCOUNT_REQUIRED(
            400,
            "An administrator has to name the account to act for.",
            "Expected an account to act for: send the header Hostmesh-Account with its id."),
    UNAUTHORIZED(401, "No caller could be made out.", "Expected the header Authorization: Bearer."),
    ADMINISTRATORS_ONLY(403, "The caller is no administrator.", "Only an administrator's key may do this."),
    NOT_FOR_SERVERS(
            403,
            "The caller is a server that speaks for itself, which may not do this.",
            "A server's token may not do this; use an API key."),
    NOT_FOUND(404, "There is no such object, or it is another account's.", "There is no object example_1."),
    METHOD_NOT_ALLOWED(
            405,
            "The path has no such method; Allow says which it has.",
            "Expected one of GET, HEAD, OPTIONS at this path, but found PUT."),
    NOT_ACCEPTABLE(
            406,
            "The answer cannot be had in any of the media types of the header Accept.",
            "Expected Accept to name what is answered here, which is application/json as a rule, but found 'text/html'."),
    PRECONDITION_FAILED(
            412,
            "The object changed since the caller read it.",
            "Expected version \"1\", but it is \"2\" now; read it again and repeat."),
    BODY_TOO_LARGE(413, "The body is larger than is taken at once.", "Expected a body of at most 1048576 bytes."),
    URI_TOO_LONG(
            414,
            "The path and the query are longer than is taken.",
            "Expected a path and a query of at most 8192 characters together, but found 9000; ask for less at once."),
    UNSUPPORTED_MEDIA_TYPE(
            415,
            "The body is not of a media type that is read here.",
            "Expected a body of what is read here, which is application/json as a rule, but found Content-Type 'text/csv'."),
    IDEMPOTENCY_KEY_REUSED(
            422,
            "The Idempotency-Key belongs to another request.",
            "The Idempotency-Key was used for another request; send a new key for a new request."),
    HEADERS_TOO_LARGE(
            431,
            "The header fields together are larger than is taken.",
            "Expected header fields of at most 16384 bytes together, but found 20000; send fewer or shorter ones."),
    BAD_REQUEST(
            400,
            "The request is not as HTTP wants it.",
            "Expected header fields as in RFC 9110, but one, such as Accept or Content-Type, cannot be read."),
    INTERNAL_ERROR(500, "A fault of the service.", "This is a fault of the service; it is in its log."),
    UNAVAILABLE(
            503,
            "Something that the service needs is away; repeat the request after the time in Retry-After.",
            "A part of the service is away; repeat the request later.");

    private final int status;
    private final String description;
    private final String exampleDetail;

    CommonProblem(int status, String description, String exampleDetail) {
        this.status = status;
        this.description = description;
        this.exampleDetail = exampleDetail;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public String exampleDetail() {
        return exampleDetail;
    }

    @Override
    public List<FieldError> exampleErrors() {
        return this == INVALID_REQUEST ? List.of(new FieldError("name", "is required")) : List.of();
    }
}

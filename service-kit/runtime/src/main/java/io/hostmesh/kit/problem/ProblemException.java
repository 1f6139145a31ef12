package io.hostmesh.kit.problem;

/** Ends a request with a problem. For refusals at the edge; inside a domain a refusal is a value. */
public class ProblemException extends RuntimeException {

    private final transient Problem problem;

    public ProblemException(Problem problem) {
        super(problem.type() + ": " + problem.detail(), null, false, false);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}

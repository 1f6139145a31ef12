package io.hostmesh.monitoring.query;

import io.hostmesh.kit.problem.ProblemType;

/** What is refused about queries although the request is well-formed. */
enum QueryRefusal implements ProblemType {
    TOO_MANY_POINTS(
            422,
            "The answer would have more points than one answer may have.",
            "Expected at most 11000 points; ask for a shorter time or a longer step."),
    TOO_MANY_SERIES(
            422,
            "The query is about more series than one query may read.",
            "Expected at most 1000 series; choose fewer by match.");

    private final int status;
    private final String description;
    private final String exampleDetail;

    QueryRefusal(int status, String description, String exampleDetail) {
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
}

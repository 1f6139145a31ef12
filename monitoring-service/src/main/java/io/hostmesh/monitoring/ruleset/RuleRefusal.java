package io.hostmesh.monitoring.ruleset;

import io.hostmesh.kit.problem.ProblemType;

/** What is refused about rules although the request is well-formed. */
enum RuleRefusal implements ProblemType {
    TOO_MANY_RULES(
            409,
            "The account has as many rules as it may have.",
            "An account has at most 200 rules; delete one first."),
    BUILT_IN_RULE(
            409,
            "A built-in rule can be switched off, and nothing else.",
            "Rule rul_cpu-warning is built in: it can only be enabled or not.");

    private final int status;
    private final String description;
    private final String exampleDetail;

    RuleRefusal(int status, String description, String exampleDetail) {
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

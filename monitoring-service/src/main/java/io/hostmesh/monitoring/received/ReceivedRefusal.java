package io.hostmesh.monitoring.received;

import io.hostmesh.kit.problem.ProblemType;

/** What is refused of deliveries although they are well-formed. */
enum ReceivedRefusal implements ProblemType {
    TOO_MANY_ALERTS(
            422,
            "As many alerts of other systems go on as the account may have; the rest of the delivery is taken.",
            "The account has as many alerts of other systems that go on as it may have (5000): 3 of the delivery are"
                    + " refused, the others taken.");

    private final int status;
    private final String description;
    private final String exampleDetail;

    ReceivedRefusal(int status, String description, String exampleDetail) {
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

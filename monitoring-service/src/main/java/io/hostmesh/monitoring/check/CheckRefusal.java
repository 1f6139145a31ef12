package io.hostmesh.monitoring.check;

import io.hostmesh.kit.problem.DeclaresProblems;
import io.hostmesh.kit.problem.ProblemType;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The kinds of problems of checks. */
enum CheckRefusal implements ProblemType {
    TOO_MANY_CHECKS(
            409, "The account has as many checks as it may.", "An account has at most 100 checks; delete one first.");

    /** Which of them an operation can answer with. */
    @DeclaresProblems
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @interface Refuses {
        CheckRefusal[] value();
    }

    private final int status;
    private final String description;
    private final String exampleDetail;

    CheckRefusal(int status, String description, String exampleDetail) {
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

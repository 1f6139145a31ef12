package io.hostmesh.monitoring.diagnosis;

import io.hostmesh.kit.problem.DeclaresProblems;
import io.hostmesh.kit.problem.ProblemType;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The kinds of problems of diagnoses. */
enum DiagnosisRefusal implements ProblemType {
    TOO_MANY_DIAGNOSES(
            409,
            "The account has as many diagnoses under way as it may.",
            "An account has at most 5 diagnoses under way; wait until one is done."),
    HOST_NOT_ALLOWED(
            422,
            "The host has no address, or only such that nothing is sent to.",
            "the host's address is private, local or reserved, and is not called"),
    PATHS_NOT_AVAILABLE(
            501,
            "This place has no means to look at paths: the programs are not installed, or not permitted.",
            "Echoes are not available here: neither ping nor busybox is installed. A trace is not available here: none"
                    + " of mtr, traceroute, tracepath and busybox is installed.");

    /** Which of them an operation can answer with. */
    @DeclaresProblems
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @interface Refuses {
        DiagnosisRefusal[] value();
    }

    private final int status;
    private final String description;
    private final String exampleDetail;

    DiagnosisRefusal(int status, String description, String exampleDetail) {
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

package io.hostmesh.monitoring.refusal;

import io.hostmesh.kit.problem.ProblemType;

/** The kinds of problems of monitoring. Their ids are stable: customers' programs go by them. */
public enum Refusal implements ProblemType {
    SAMPLES_REFUSED(
            400,
            "Some of the samples are wrong or over a limit; the others are kept.",
            "12 samples are kept, others are refused: 1 of it because a sample is too old (first: up{job=\"web\"})."),
    MALFORMED_BODY(
            400,
            "The body is not what its Content-Type and Content-Encoding say.",
            "The body cannot be read: expected one block of snappy, got other bytes."),
    BODY_TOO_LARGE(
            413,
            "The body, or what it unpacks to, is larger than is taken at once.",
            "The body is too large: expected at most 16777216 uncompressed bytes, got 20000000."),
    TOO_MANY_POINTS(
            422,
            "The answer would have more points than one answer may have.",
            "Expected at most 11000 points; ask for a shorter time or a longer step."),
    TOO_MANY_SERIES(
            422,
            "The query is about more series than one query may read.",
            "Expected at most 1000 series; choose fewer by match."),
    TOO_MANY_ALERTS(
            422,
            "As many alerts of other systems go on as the account may have; the rest of the delivery is taken.",
            "The account has as many alerts of other systems that go on as it may have (5000): 3 of the delivery are"
                    + " refused, the others taken."),
    TOO_MANY_SILENCES(
            422,
            "The account has as many silences that have not ended as it may.",
            "Expected at most 1000 silences that have not ended; end some."),
    SILENCE_EXPIRED(
            409,
            "The silence has ended, and stays as it is.",
            "Expected a silence that has not ended; make a new one."),
    TOO_MANY_RULES(
            409,
            "The account has as many rules as it may have.",
            "An account has at most 200 rules; delete one first."),
    BUILT_IN_RULE(
            409,
            "A built-in rule can be switched off, and nothing else.",
            "Rule rul_cpu-warning is built in: it can only be enabled or not."),
    TOO_MANY_SCRAPE_TARGETS(
            422,
            "The account has as many scrape targets as it may.",
            "The account has 100 scrape targets and may have 100."),
    TOO_MANY_CHECKS(
            409, "The account has as many checks as it may.", "An account has at most 100 checks; delete one first."),
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

    private final int status;
    private final String description;
    private final String exampleDetail;

    Refusal(int status, String description, String exampleDetail) {
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

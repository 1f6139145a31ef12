package io.hostmesh.monitoring.series;

/** Why samples of a body are not taken, while the others of it are. */
public enum Refusal {
    NO_METRIC_NAME("a series needs the label __name__"),
    TOO_MANY_LABELS("a series has too many labels"),
    LABEL_NAME_TOO_LONG("the name of a label is too long"),
    LABEL_VALUE_TOO_LONG("the value of a label is too long"),
    LABEL_NAME_TWICE("a label is given twice"),
    NO_TEXT("a label is empty or no UTF-8"),
    ANOTHER_SERVER("a server's token may push series of that server only"),
    TOO_OLD("a sample is too old"),
    TOO_NEW("a sample is too far in the future"),
    TOO_MANY_SAMPLES("the body has too many samples"),
    TOO_MANY_SERIES("the account has as many active series as it may have"),
    HISTOGRAM("native histograms are not taken: have the sender turn them into classic ones");

    private final String description;

    Refusal(String description) {
        this.description = description;
    }

    /** What is wrong, as the end of a sentence. */
    public String description() {
        return description;
    }
}

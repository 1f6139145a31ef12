package io.hostmesh.monitoring.label;

/** Labels can hold the character U+0000, as senders may send it; texts and JSON in PostgreSQL cannot. */
public final class StorableText {

    private StorableText() {}

    /** The text with U+FFFD in the place of each U+0000. */
    public static String of(String text) {
        return text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
    }
}

package io.hostmesh.monitoring.forward;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** What is to be done after an attempt to hand samples on, as the specification of remote write has it. */
sealed interface Delivery {

    /** The store has them. */
    record Done() implements Delivery {}

    /** The store will never take them; {@code status} is what it said. */
    record Refused(int status) implements Delivery {}

    /** The same request can succeed later. */
    record Again(Duration pause) implements Delivery {}

    /** How long is waited. */
    record Waits(Duration shortest, Duration longest) {

        Duration after(int attempts) {
            Duration wait = shortest;
            for (int doubled = 1; doubled < attempts && wait.compareTo(longest) < 0; doubled++) {
                wait = wait.multipliedBy(2);
            }
            return wait.compareTo(longest) < 0 ? wait : longest;
        }
    }

    /**
     * After an answer.
     *
     * @param attempts so far, this one included
     * @param retryAfter the header of that name: seconds or a date; null where there is none
     */
    static Delivery after(int status, @Nullable String retryAfter, int attempts, Waits waits, Instant now) {
        if (status >= 200 && status < 300) {
            return new Done();
        }
        boolean again = status >= 500 || status == 429 || status == 408;
        if (!again) {
            return new Refused(status);
        }
        Duration asked = retryAfter == null ? Duration.ZERO : read(retryAfter, now);
        Duration wait = waits.after(attempts);
        if (asked.compareTo(wait) > 0) {
            wait = asked.compareTo(waits.longest()) < 0 ? asked : waits.longest();
        }
        return new Again(wait);
    }

    private static Duration read(String retryAfter, Instant now) {
        String text = retryAfter.strip();
        try {
            return text.matches("[0-9]{1,9}")
                    ? Duration.ofSeconds(Long.parseLong(text))
                    : Duration.between(
                            now,
                            ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                                    .toInstant());
        } catch (DateTimeParseException neither) {
            return Duration.ZERO;
        }
    }
}

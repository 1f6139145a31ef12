package io.hostmesh.monitoring.scrape;

import io.hostmesh.kit.problem.ChecksItself;
import io.hostmesh.kit.problem.Problem.FieldError;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A target to be scraped.
 *
 * @param url where its metrics are, over http or https
 * @param job what the target does, as the label {@code job}
 * @param server the server of the account that the series are about
 * @param labels that each series gets
 * @param intervalSeconds between two scrapes; 15 by default
 * @param timeoutSeconds that the target has to answer; the interval, at most 10, by default
 * @param honourTimestamps whether samples keep the time that the target gives them; true by default
 */
@Schema(requiredProperties = {"url", "job"})
public record ScrapeTargetRequest(
        @Nullable String url,
        @Nullable String job,
        @Nullable String server,
        @Nullable Map<String, String> labels,
        @Nullable Integer intervalSeconds,
        @Nullable Integer timeoutSeconds,
        @Nullable Boolean honourTimestamps)
        implements ChecksItself {

    private static final int MAXIMUM_URL = 2_000;
    private static final int MAXIMUM_JOB = 100;
    private static final int MAXIMUM_LABELS = 20;
    private static final int MAXIMUM_LABEL_VALUE = 200;
    private static final int DEFAULT_INTERVAL = 15;
    private static final int DEFAULT_TIMEOUT = 10;
    private static final Set<String> OWN_LABELS = Set.of("job", "instance");

    int interval() {
        return intervalSeconds == null ? DEFAULT_INTERVAL : intervalSeconds;
    }

    int timeout() {
        return timeoutSeconds == null ? Math.min(interval(), DEFAULT_TIMEOUT) : timeoutSeconds;
    }

    /** All that is wrong with it. */
    List<FieldError> errors(ScrapeSettings settings) {
        List<FieldError> errors = errors();
        long shortest = settings.shortestInterval().toSeconds();
        long longest = settings.longestInterval().toSeconds();
        if (interval() < shortest || interval() > longest) {
            errors.add(new FieldError("intervalSeconds", "must be from " + shortest + " to " + longest));
        }
        if (timeout() < 1 || timeout() > interval()) {
            errors.add(new FieldError("timeoutSeconds", "must be from 1 to intervalSeconds"));
        }
        return errors;
    }

    /** All but how often. */
    @Override
    public List<FieldError> errors() {
        List<FieldError> errors = new ArrayList<>();
        String wrongUrl = wrongUrl(url);
        if (wrongUrl != null) {
            errors.add(new FieldError("url", wrongUrl));
        }
        if (job == null || job.isBlank() || job.length() > MAXIMUM_JOB) {
            errors.add(new FieldError("job", "must have 1 to " + MAXIMUM_JOB + " characters"));
        }
        labelErrors(errors);
        return errors;
    }

    private void labelErrors(List<FieldError> errors) {
        if (labels == null) {
            return;
        }
        if (labels.size() > MAXIMUM_LABELS) {
            errors.add(new FieldError("labels", "must be at most " + MAXIMUM_LABELS));
        }
        labels.forEach((name, value) -> {
            String field = "labels." + name;
            if (!name.matches("[a-zA-Z_][a-zA-Z0-9_]{0,99}") || name.startsWith("__")) {
                errors.add(new FieldError(
                        field, "must begin with a letter or one _, then letters, digits and _ only, at most 100"));
            } else if (OWN_LABELS.contains(name)) {
                errors.add(new FieldError(field, "is given by job and url"));
            }
            if (value == null || value.isEmpty() || value.length() > MAXIMUM_LABEL_VALUE) {
                errors.add(new FieldError(field, "must have 1 to " + MAXIMUM_LABEL_VALUE + " characters"));
            }
        });
    }

    private static @Nullable String wrongUrl(@Nullable String url) {
        String expected = "must be an http or https URL such as http://web-1.example.com:9100/metrics";
        if (url == null || url.length() > MAXIMUM_URL) {
            return expected + ", of at most " + MAXIMUM_URL + " characters";
        }
        try {
            URI uri = new URI(url);
            boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            if (!http || uri.getHost() == null || uri.getPort() > 65_535 || uri.getPort() == 0) {
                return expected;
            }
            return uri.getRawUserInfo() == null && uri.getRawFragment() == null
                    ? null
                    : expected + ", without user and fragment";
        } catch (URISyntaxException e) {
            return expected;
        }
    }
}

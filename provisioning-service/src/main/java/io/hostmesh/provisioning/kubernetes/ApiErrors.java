package io.hostmesh.provisioning.kubernetes;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.hostmesh.provisioning.driver.DriverException;
import io.hostmesh.provisioning.driver.RefusedException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What the API server refuses, in words that an operator can act on, and without anything that may be a secret. */
final class ApiErrors {

    static final int NOT_FOUND = 404;
    static final int CONFLICT = 409;

    private static final int LONGEST = 400;
    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int INVALID = 422;
    private static final int BUSY = 429;
    private static final int FAILED = 500;
    private static final String SECRETS = "secrets";

    /** What the API server says (403) of objects that are over a quota or a LimitRange, or that a policy does not admit. */
    private static final List<String> NOT_ADMITTED =
            List.of("exceeded quota", " usage per ", "violates PodSecurity", "denied the request", "denied request");

    private ApiErrors() {}

    /**
     * @param verb what was asked for, as a Role names it
     * @param resource of what, as a Role names it, for example {@code pods/log}
     */
    static DriverException explain(String verb, String resource, String namespace, KubernetesClientException failure) {
        String asked = "could not " + verb + " " + resource + " in namespace " + namespace + ": ";
        String explanation =
                switch (failure.getCode()) {
                    case UNAUTHORIZED -> "the API server does not accept the credentials (401); they may have expired";
                    case FORBIDDEN -> forbidden(verb, resource, namespace, message(failure));
                    case NOT_FOUND -> "not found (404); does the namespace " + namespace + " exist?";
                    case INVALID -> "the API server does not take it (422): " + causes(resource, failure);
                    case BUSY -> "the API server is busy (429)";
                    default -> other(resource, failure);
                };
        // The client's own message and stack repeat what the server said, which for a Secret may be its content.
        Throwable cause = resource.equals(SECRETS) ? null : failure;
        return refused(failure)
                ? new RefusedException(asked + explanation, cause)
                : new DriverException(asked + explanation, cause);
    }

    /** True if it is about the object. Whom the server does not let in at all, and a namespace that goes, concern every object. */
    private static boolean refused(KubernetesClientException failure) {
        return switch (failure.getCode()) {
            case BAD_REQUEST, INVALID -> true;
            case FORBIDDEN -> NOT_ADMITTED.stream().anyMatch(message(failure)::contains);
            default -> false;
        };
    }

    private static String forbidden(String verb, String resource, String namespace, String message) {
        if (message.contains("exceeded quota")) {
            return "the namespace's quota is used up (403): " + after(message, "exceeded quota");
        }
        if (message.contains("violates PodSecurity")) {
            return "the namespace does not admit such Pods (403): " + after(message, "violates PodSecurity");
        }
        if (message.contains("being terminated")) {
            return "the namespace is being deleted (403)";
        }
        if (message.contains("cannot " + verb)) {
            return "this needs a Role with the verb " + verb + " on " + resource + ", bound in namespace " + namespace
                    + " to who asked (403)" + user(message);
        }
        return "the API server refuses it (403): " + bounded(resource, message);
    }

    /** Who asked, from words like {@code User "system:serviceaccount:hostmesh:provisioning" cannot create ...}. */
    private static String user(String message) {
        String[] parts = message.split("\"", -1);
        for (int part = 0; part + 1 < parts.length; part++) {
            if (parts[part].endsWith("User ")) {
                return ", who is " + parts[part + 1];
            }
        }
        return "";
    }

    private static String causes(String resource, KubernetesClientException failure) {
        Status status = failure.getStatus();
        List<StatusCause> causes = status == null
                        || status.getDetails() == null
                        || status.getDetails().getCauses() == null
                ? List.of()
                : status.getDetails().getCauses();
        if (causes.isEmpty()) {
            return bounded(resource, message(failure));
        }
        return cut(causes.stream()
                .map(cause -> resource.equals(SECRETS)
                        ? Objects.toString(cause.getReason(), "") + " at "
                                + Objects.toString(cause.getField(), "").replaceAll("\\[.*", "")
                        : Objects.toString(cause.getField(), "") + ": " + Objects.toString(cause.getMessage(), ""))
                .collect(Collectors.joining("; ")));
    }

    private static String other(String resource, KubernetesClientException failure) {
        if (failure.getCode() >= FAILED) {
            return "the API server failed (" + failure.getCode() + "): " + bounded(resource, message(failure));
        }
        if (failure.getCode() > 0) {
            return "the API server answered " + failure.getCode() + ": " + bounded(resource, message(failure));
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException) {
                return "the API server's name is not known here: " + cause.getMessage();
            }
            if (cause instanceof SSLException) {
                return "no TLS connection to the API server: " + cause.getMessage();
            }
            if (cause instanceof TimeoutException
                    || cause.getClass().getSimpleName().contains("Timeout")) {
                return "the API server did not answer in time";
            }
            if (cause instanceof ConnectException) {
                return "the API server does not take connections";
            }
        }
        return "no answer from the API server: " + bounded(resource, String.valueOf(failure.getMessage()));
    }

    private static String message(KubernetesClientException failure) {
        Status status = failure.getStatus();
        String said = status == null ? null : status.getMessage();
        return said == null ? Objects.requireNonNullElse(failure.getMessage(), "") : said;
    }

    private static String after(String message, String words) {
        return cut(message.substring(message.indexOf(words) + words.length()).replaceFirst("^[: ]+", ""));
    }

    private static String bounded(@Nullable String resource, String message) {
        return SECRETS.equals(resource) ? "no details, for they may hold secrets" : cut(message.replace('\n', ' '));
    }

    private static String cut(String text) {
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
    }
}

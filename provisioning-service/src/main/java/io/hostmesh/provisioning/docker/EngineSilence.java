package io.hostmesh.provisioning.docker;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Why no engine answers, in words that an operator can act on, and without what was sent or came: there are secrets in it. */
final class EngineSilence {

    private static final int LONGEST = 200;

    private EngineSilence() {}

    /** @param certificates where those for TLS are, or null without TLS */
    static String because(Throwable failure, @Nullable Path certificates) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof JsonProcessingException) {
                return "what it says cannot be read";
            }
            if (cause instanceof UnknownHostException) {
                return "its name is not known here";
            }
            if (cause instanceof SSLException) {
                return "no TLS connection: " + bounded(cause) + ofClient(certificates);
            }
            if (cause instanceof SocketException) {
                return bounded(cause) + ofClient(certificates);
            }
            if (cause instanceof IOException) {
                return bounded(cause);
            }
        }
        return "what it says makes no sense";
    }

    private static String bounded(Throwable cause) {
        String text = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
    }

    /** An engine that refuses a client's certificate ends the connection without a word. */
    private static String ofClient(@Nullable Path certificates) {
        if (certificates == null) {
            return "";
        }
        try (InputStream in = Files.newInputStream(certificates.resolve("cert.pem"))) {
            X509Certificate own =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            own.checkValidity();
            return "; it may not accept cert.pem";
        } catch (CertificateException | IOException e) {
            return "; cert.pem is not valid: " + bounded(e);
        }
    }
}

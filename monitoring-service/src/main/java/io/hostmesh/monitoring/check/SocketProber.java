package io.hostmesh.monitoring.check;

import io.hostmesh.monitoring.check.CheckDefinition.CheckType;
import io.hostmesh.monitoring.check.Observation.Certified;
import io.hostmesh.monitoring.check.Observation.Connected;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Connects by TCP, reads what the server says first where that matters, or shakes hands by TLS. */
@ApplicationScoped
class SocketProber implements Prober {

    private static final int BANNER_BYTES = 1_024;

    private final Addresses addresses;
    private final WorkerExecutor workers;

    @Inject
    SocketProber(Vertx vertx, Addresses addresses, CheckSettings settings) {
        this(vertx, addresses, settings.mostAtOnce());
    }

    SocketProber(Vertx vertx, Addresses addresses, int mostAtOnce) {
        this.addresses = addresses;
        this.workers = vertx.createSharedWorkerExecutor("checks", mostAtOnce);
    }

    @Override
    public Uni<Observation> ask(CheckDefinition check) {
        HostAndPort target = HostAndPort.of(check.target());
        Stopwatch watch = Stopwatch.start();
        return addresses.resolve(target.host()).chain(address -> Uni.createFrom()
                .completionStage(() -> workers.executeBlocking(() -> ask(check, target, address, watch), false)
                        .toCompletionStage()));
    }

    private static Observation ask(CheckDefinition check, HostAndPort target, InetAddress address, Stopwatch watch)
            throws IOException, GeneralSecurityException {
        int timeoutMillis = check.timeoutSeconds() * 1_000;
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, target.port()), timeoutMillis);
            socket.setSoTimeout(timeoutMillis);
            if (check.type() == CheckType.TLS) {
                return shakeHands(socket, target, watch);
            }
            String expected = check.expect().banner();
            double connected = watch.milliseconds();
            return expected == null
                    ? new Connected("", connected)
                    : new Connected(banner(socket.getInputStream(), expected.length()), watch.milliseconds());
        }
    }

    /** Until there is as much as is expected, a line ends after it, or nothing more comes. */
    private static String banner(InputStream input, int expected) throws IOException {
        byte[] bytes = new byte[BANNER_BYTES];
        int length = 0;
        while (length < expected) {
            int more;
            try {
                more = input.read(bytes, length, bytes.length - length);
            } catch (SocketTimeoutException nothingMore) {
                break;
            }
            if (more < 0) {
                break;
            }
            length += more;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    private static Observation shakeHands(Socket connection, HostAndPort target, Stopwatch watch)
            throws IOException, GeneralSecurityException {
        Witness witness = new Witness(systemTrust());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {witness}, null);
        try (SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(connection, target.host(), target.port(), true)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            X509Certificate[] chain = witness.chain;
            if (chain == null) {
                throw new IOException("the server showed no certificate");
            }
            Instant notAfter = Arrays.stream(chain)
                    .map(certificate -> certificate.getNotAfter().toInstant())
                    .min(Comparator.naturalOrder())
                    .orElseThrow();
            return new Certified(
                    notAfter, chain[0].getSubjectX500Principal().getName(), witness.distrust, watch.milliseconds());
        }
    }

    private static X509ExtendedTrustManager systemTrust() throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
    }

    /** Asks the system whether it trusts a chain, remembers the answer, and lets the handshake go on to its end. */
    private static final class Witness extends X509ExtendedTrustManager {
        private final X509ExtendedTrustManager system;
        private X509Certificate @Nullable [] chain;
        private @Nullable String distrust;

        Witness(X509ExtendedTrustManager system) {
            this.system = system;
        }

        private void look(X509Certificate[] shown, Judgement judgement) {
            chain = shown;
            try {
                judgement.judge();
            } catch (GeneralSecurityException untrusted) {
                distrust = String.valueOf(untrusted.getMessage());
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] shown, String authType, Socket socket) {
            look(shown, () -> system.checkServerTrusted(shown, authType, socket));
        }

        @Override
        public void checkServerTrusted(X509Certificate[] shown, String authType, javax.net.ssl.SSLEngine engine) {
            look(shown, () -> system.checkServerTrusted(shown, authType, engine));
        }

        @Override
        public void checkServerTrusted(X509Certificate[] shown, String authType) {
            look(shown, () -> system.checkServerTrusted(shown, authType));
        }

        @Override
        public void checkClientTrusted(X509Certificate[] shown, String authType, Socket socket) {
            throw new UnsupportedOperationException("expected a server's certificate");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] shown, String authType, javax.net.ssl.SSLEngine engine) {
            throw new UnsupportedOperationException("expected a server's certificate");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] shown, String authType) {
            throw new UnsupportedOperationException("expected a server's certificate");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return system.getAcceptedIssuers();
        }

        private interface Judgement {
            void judge() throws GeneralSecurityException;
        }
    }
}

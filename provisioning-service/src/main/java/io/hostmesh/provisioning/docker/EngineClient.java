package io.hostmesh.provisioning.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.BadRequestException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.AuthConfigurations;
import com.github.dockerjava.api.model.Version;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.core.LocalDirectorySSLConfig;
import com.github.dockerjava.core.RemoteApiVersion;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import io.hostmesh.provisioning.driver.DriverException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Speaks with one engine in a version of its interface that both know. What the environment of this process says about engines
 * does not count.
 */
final class EngineClient implements AutoCloseable {

    /** The newest that the library was written for; what is used here is older. */
    private static final RemoteApiVersion NEWEST = RemoteApiVersion.VERSION_1_44;

    private final URI host;
    private final @Nullable LocalDirectorySSLConfig certificates;
    private final DockerHttpClient transport;
    private volatile @Nullable DockerClient client;

    /** @param silence how long a connection may be silent before it is given up; sockets of the local host do not keep to it */
    EngineClient(DockerPlace place, Duration silence) {
        this.host = place.host();
        this.certificates = place.certificates() == null
                ? null
                : new LocalDirectorySSLConfig(place.certificates().toString());
        this.transport = new ZerodepDockerHttpClient.Builder()
                .dockerHost(host)
                .sslConfig(certificates)
                .maxConnections(place.limits().callsAtOnce() + 1)
                .connectionTimeout(place.limits().call())
                .responseTimeout(silence)
                .build();
    }

    /** The client; the first time, the engine is asked what it speaks. */
    DockerClient get() {
        DockerClient known = client;
        if (known != null) {
            return known;
        }
        Version engine = version();
        DockerClient agreed = speaking(agree(engine.getApiVersion(), engine.getMinAPIVersion()));
        client = agreed;
        return agreed;
    }

    private Version version() {
        try {
            return speaking(RemoteApiVersion.UNKNOWN_VERSION).versionCmd().exec();
        } catch (DockerException e) { // Whatever it is, it is not about what the engine is wanted for.
            throw new DriverException(host + " does not say which versions it speaks: " + e.getMessage(), e);
        }
    }

    /** Asks for the version anew the next time: an engine can be replaced by an older or a newer one. */
    void forget() {
        client = null;
    }

    static boolean isAboutVersion(DockerException answer) {
        return answer instanceof BadRequestException
                && String.valueOf(answer.getMessage()).contains("client version");
    }

    /**
     * The version to use with an engine.
     *
     * @param newest the engine's
     * @param oldest the engine's, or null where it does not say
     */
    static RemoteApiVersion agree(String newest, @Nullable String oldest) {
        RemoteApiVersion upTo = RemoteApiVersion.parseConfig(newest);
        RemoteApiVersion common = NEWEST.isGreaterOrEqual(upTo) ? upTo : NEWEST;
        if (oldest == null) {
            return common;
        }
        RemoteApiVersion from = RemoteApiVersion.parseConfig(oldest);
        return common.isGreaterOrEqual(from) ? common : from;
    }

    private DockerClient speaking(RemoteApiVersion version) {
        return DockerClientImpl.getInstance(new Config(host, version, certificates), transport);
    }

    @Override
    public void close() throws IOException {
        transport.close();
    }

    /** Registries are never asked for anything. */
    private record Config(
            URI host, RemoteApiVersion version, @Nullable LocalDirectorySSLConfig certificates)
            implements DockerClientConfig {

        @Override
        public URI getDockerHost() {
            return host;
        }

        @Override
        public RemoteApiVersion getApiVersion() {
            return version;
        }

        @Override
        public @Nullable String getRegistryUsername() {
            return null;
        }

        @Override
        public @Nullable String getRegistryPassword() {
            return null;
        }

        @Override
        public @Nullable String getRegistryEmail() {
            return null;
        }

        @Override
        public @Nullable String getRegistryUrl() {
            return null;
        }

        @Override
        public @Nullable AuthConfig effectiveAuthConfig(String imageName) {
            return null;
        }

        @Override
        public AuthConfigurations getAuthConfigurations() {
            return new AuthConfigurations();
        }

        @Override
        public @Nullable LocalDirectorySSLConfig getSSLConfig() {
            return certificates;
        }
    }
}

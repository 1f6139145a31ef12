package io.hostmesh.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/** Calls the gateway under test from outside. */
public final class Api {

    private static final String ADMIN_SECRET = "abcdefghijklmnopqrstuvwxyz234567abcdefghijklmnopqrst";

    public static final String ADMIN_KEY = "hmk_adminadminadmina_" + ADMIN_SECRET;
    static final String ADMIN_KEY_HASH =
            "adminadminadmina:96903127e4208e76fe38bb5ea22b27b889d7882dc7ab987027d8ce6514a4f1e4";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final URI base;

    /** @param base the address that Quarkus gives the test */
    public Api(URI base) {
        this.base = base;
    }

    /** What came back. */
    public record Answer(int status, HttpResponse<byte[]> raw, JsonNode body) {

        public String header(String name) {
            return raw.headers().firstValue(name).orElse("");
        }

        public String problem() {
            String type = body.path("type").asText();
            return type.substring(type.lastIndexOf('/') + 1);
        }
    }

    public HttpRequest.Builder request(String path, @Nullable String credential) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(30));
        return credential == null ? request : request.header("Authorization", "Bearer " + credential);
    }

    public Answer get(String path, @Nullable String credential) {
        return send(request(path, credential).GET());
    }

    public Answer post(String path, @Nullable String credential, String body) {
        return send(request(path, credential)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    public Answer delete(String path, @Nullable String credential) {
        return send(request(path, credential).DELETE());
    }

    public Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
            boolean isJson =
                    response.headers().firstValue("Content-Type").orElse("").contains("json");
            JsonNode body = isJson ? JSON.readTree(response.body()) : JSON.nullNode();
            return new Answer(response.statusCode(), response, body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    HttpClient client() {
        return client;
    }

    /** A new account's id. */
    public String newAccount(String name) {
        return post("/v1/accounts", ADMIN_KEY, "{\"name\":\"" + name + "\"}")
                .body()
                .path("id")
                .asText();
    }

    /** A new key of that account. */
    public String newKey(String account) {
        return post("/v1/api-keys", ADMIN_KEY, "{\"name\":\"test\",\"account\":\"" + account + "\"}")
                .body()
                .path("key")
                .asText();
    }

    /** A server's own token, as provisioning signs it. */
    public static String serverToken(String serverId, String account, @Nullable String group) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer("hostmesh-provisioning");
        claims.setSubject(serverId);
        claims.setClaim("account", account);
        if (group != null) {
            claims.setClaim("group", group);
        }
        return sign(claims, privateKey("HOSTMESH_SERVER_TOKEN_PRIVATE_KEY"));
    }

    static String sign(JwtClaims claims, PrivateKey key) {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
        signature.setKey(key);
        signature.setPayload(claims.toJson());
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    static PrivateKey privateKey(String setting) {
        Path file = ConfigProvider.getConfig().getValue(setting, Path.class);
        try {
            String text = java.nio.file.Files.readString(file, StandardCharsets.US_ASCII)
                    .replaceAll("-----[A-Z ]+-----", "");
            byte[] encoded = Base64.getMimeDecoder().decode(text);
            return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("expected a private key in " + file, e);
        }
    }
}

package io.hostmesh.kit.identity;

import io.hostmesh.kit.problem.Problems;
import io.quarkus.arc.DefaultBean;
import io.smallrye.jwt.auth.principal.JWTParser;
import io.smallrye.jwt.auth.principal.ParseException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Believes the tokens that the gateway signs for the services. The gateway sends the same token for a while, so a verified
 * one is remembered until it expires: verifying a signature costs more than most requests.
 */
@ApplicationScoped
@DefaultBean
class InternalTokens implements Authenticator {

    private static final Logger LOG = Logger.getLogger(InternalTokens.class);
    private static final String SCHEME = "Bearer ";
    private static final int MOST_REMEMBERED = 10_000;

    private final JWTParser parser;
    private final Clock clock;
    private final Map<String, Verified> remembered = new ConcurrentHashMap<>();

    private record Verified(Caller caller, Instant expiresAt) {}

    InternalTokens(JWTParser parser, Clock clock) {
        this.parser = parser;
        this.clock = clock;
    }

    @Override
    public Uni<Caller> authenticate(@Nullable String authorization, @Nullable String actingFor) {
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Uni.createFrom().failure(Problems.unauthorized("Expected the header Authorization: Bearer."));
        }
        String token = authorization.substring(SCHEME.length()).strip();
        Verified known = remembered.get(token);
        if (known != null && known.expiresAt().isAfter(clock.instant())) {
            return Uni.createFrom().item(known.caller());
        }
        try {
            return Uni.createFrom().item(verify(token));
        } catch (ParseException | IllegalArgumentException e) {
            LOG.debugf("token refused cause=%s", e);
            return Uni.createFrom().failure(Problems.unauthorized("The token is not valid, or expired."));
        }
    }

    private Caller verify(String token) throws ParseException {
        JsonWebToken claims = parser.parse(token);
        Caller.Kind kind = Caller.Kind.valueOf(
                String.valueOf(claims.<String>getClaim("kind")).toUpperCase(Locale.ROOT));
        String subject = claims.getSubject();
        if (subject == null) {
            throw new IllegalArgumentException("expected a subject, got none");
        }
        Caller caller = new Caller(
                kind, subject, claims.getClaim("account"), claims.getClaim("server"), claims.getClaim("group"));
        if (remembered.size() >= MOST_REMEMBERED) {
            remembered.clear();
        }
        remembered.put(token, new Verified(caller, Instant.ofEpochSecond(claims.getExpirationTime())));
        return caller;
    }
}

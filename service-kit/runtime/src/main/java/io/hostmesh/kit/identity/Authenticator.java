package io.hostmesh.kit.identity;

import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

/** Finds out who calls. The default believes the gateway's internal tokens; a service may bring a bean of its own. */
public interface Authenticator {

    /**
     * The caller behind that credential.
     *
     * @param authorization the header {@code Authorization}, or null where there is none
     * @param actingFor the header {@code Hostmesh-Account}, or null where there is none
     * @return the caller, or a {@link io.hostmesh.kit.problem.ProblemException} with status 401 or 403
     */
    Uni<Caller> authenticate(@Nullable String authorization, @Nullable String actingFor);
}

package io.hostmesh.kit.problem;

import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.SmallRyeConfigBuilderCustomizer;

/**
 * Leaves the paths and queries that are no URI to {@link HeadFilter}: Quarkus would answer them with 400 and no word before any
 * filter. It reads that from a system property when its HTTP server is set up, which is after the configuration was built.
 */
public final class UriCheck implements SmallRyeConfigBuilderCustomizer {

    private static final String LEFT_OUT = "vertx.disableURIValidation";

    @Override
    public void configBuilder(SmallRyeConfigBuilder builder) {
        System.setProperty(LEFT_OUT, "true");
    }
}

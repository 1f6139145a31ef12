package io.hostmesh.gateway;

import io.hostmesh.teststack.TestStack;
import io.quarkus.test.common.QuarkusTestResource;
import java.net.URI;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** What tests of the running gateway have in common. */
@QuarkusTestResource(TestStack.class)
@QuarkusTestResource(StubServices.class)
@Timeout(180)
public abstract class GatewayTest {

    protected URI address;
    protected Api api;

    @BeforeEach
    void callTheGateway() {
        address = ConfigProvider.getConfig().getValue("test.url", URI.class);
        api = new Api(address);
    }
}

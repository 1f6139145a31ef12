package io.hostmesh.testmachines;

import io.fabric8.kubernetes.api.model.DeleteOptions;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;

/** Deletes only the version that a caller names, as an API server does and fabric8's does not. */
final class PreconditionDispatcher extends KubernetesCrudDispatcher {

    @Override
    public synchronized MockResponse dispatch(RecordedRequest request) {
        if ("DELETE".equals(request.method().name())) {
            DeleteOptions options = Serialization.unmarshal(request.getBody().readUtf8(), DeleteOptions.class);
            String wanted = options == null || options.getPreconditions() == null
                    ? null
                    : options.getPreconditions().getResourceVersion();
            MockResponse there = handleGet(request.getPath());
            if (wanted != null && there.code() == 200) {
                GenericKubernetesResource object =
                        Serialization.unmarshal(there.getBody().readUtf8(), GenericKubernetesResource.class);
                if (!wanted.equals(object.getMetadata().getResourceVersion())) {
                    return new MockResponse()
                            .setResponseCode(409)
                            .setBody(Serialization.asJson(new StatusBuilder()
                                    .withCode(409)
                                    .withReason("Conflict")
                                    .build()));
                }
            }
        }
        return super.dispatch(request);
    }
}

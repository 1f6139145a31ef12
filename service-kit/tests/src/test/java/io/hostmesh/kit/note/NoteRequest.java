package io.hostmesh.kit.note;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

record NoteRequest(
        @NotBlank @Size(max = 1000) String content,
        @NotNull @Max(5) Integer importance,
        @NotNull Colour colour,
        @Nullable Instant at) {

    enum Colour {
        LIGHT_BLUE,
        RED
    }
}

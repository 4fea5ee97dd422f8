# A static program in an otherwise empty image.
#
#   docker build -t wirecopy .
#   docker run --rm -u "$(id -u):$(id -g)" -v "$PWD:/data" wirecopy cluster news.jsonl
FROM rust:1.90-alpine AS build
WORKDIR /build
# With .cargo/config.toml, which names the processor.
COPY . .
RUN cargo build --release --locked --bin wirecopy && mkdir /empty

FROM scratch
COPY --from=build /build/target/release/wirecopy /bin/wirecopy
COPY LICENSE-MIT LICENSE-APACHE THIRD-PARTY-LICENSES /licenses/
COPY --from=build --chmod=1777 /empty /tmp
USER 1000:1000
WORKDIR /data
ENTRYPOINT ["/bin/wirecopy"]

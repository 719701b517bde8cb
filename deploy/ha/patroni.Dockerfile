# PostgreSQL 15 under Patroni, for compose.yaml: Debian's packages and the template beside this file.
FROM debian:12-slim
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends postgresql-15 patroni python3-etcd \
 && rm -rf /var/lib/apt/lists/* /var/lib/postgresql/15
COPY fill.sh patroni.yml /deploy/
RUN install --directory --owner=postgres --group=postgres --mode=0700 /var/lib/patroni
VOLUME /var/lib/patroni
USER postgres
CMD ["sh", "-c", "sh /deploy/fill.sh /deploy/patroni.yml NAME=$NAME ADDRESS=$(hostname -i) PORT=5432 API_PORT=8008 ETCD=\"$ETCD\" NETWORK=$NETWORK FOLDER=/var/lib/patroni BIN=/usr/lib/postgresql/15/bin SUPERUSER_PASSWORD=$SUPERUSER_PASSWORD REPLICATION_PASSWORD=$REPLICATION_PASSWORD REWIND_PASSWORD=$REWIND_PASSWORD > /var/lib/patroni/config.yml && exec patroni /var/lib/patroni/config.yml"]

#!/bin/bash
# Makes, once, the authority that signs the search server's certificate, and that certificate.
# Runs in the image of Elasticsearch; FOLDER is a volume that the portal reads authority.crt from.
set -euo pipefail
folder="${1:?folder of certificates}"
tool="${CERTUTIL:-bin/elasticsearch-certutil}"

if [ ! -f "$folder/search.crt" ]; then
    work="$(mktemp -d)"
    "$tool" ca --silent --pem --days 3650 --out "$work/ca.zip"
    unzip -q "$work/ca.zip" -d "$work"
    "$tool" cert --silent --pem --days 3650 --name search --dns search --dns localhost \
        --ip 127.0.0.1 --ca-cert "$work/ca/ca.crt" --ca-key "$work/ca/ca.key" --out "$work/cert.zip"
    unzip -q "$work/cert.zip" -d "$work"
    # The key of the authority is not kept: nobody shall sign a second certificate.
    cp "$work/ca/ca.crt" "$folder/authority.crt"
    cp "$work/search/search.key" "$work/search/search.crt" "$folder/"
    rm -r "$work"
fi
if [ "$(id -u)" = 0 ]; then chown -R 1000:0 "$folder"; fi
chmod 755 "$folder"
chmod 640 "$folder/search.key"
chmod 644 "$folder/authority.crt" "$folder/search.crt"
echo "Certificates are ready."

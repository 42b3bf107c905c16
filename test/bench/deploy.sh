#!/usr/bin/env bash
# What a careful engineer writes instead of using Belay: the whole deployment over one SSH connection. The code comes in on standard input:
#   git archive --format=tar.gz TAG | ssh HOST "$(cat deploy.sh)" deploy VERSION
# No lock, no journal, no rollback: it stops at the first failure and leaves the rest to a person.
set -euo pipefail
version=$1
root=/var/www/mes release=$root/releases/$version backups=/var/backups/mes database=mes_db
as_postgres() { sudo -n -u postgres -- "$@"; }
cd /

# Space: the larger of 2 GiB and 1.2 x the database.
need=$(($(as_postgres psql -XqAtc "SELECT pg_database_size('$database')") * 6 / 5))
((need > 2 << 30)) || need=$((2 << 30))
free=$(df -B1 --output=avail "$backups" | tail -n 1)
((free > need)) || { echo "only $free bytes are free" >&2; exit 1; }

# Back up; decode all of it, hash what is on disk, and only then count it as a backup.
file=$backups/$version.dump
as_postgres pg_dump -Fc "$database" >"$file.partial"
sync "$file.partial"
sha256sum "$file.partial" >"$file.sha256" & hash=$!
pg_restore -f /dev/null "$file.partial"
wait $hash
sed -i 's/\.partial$//' "$file.sha256"
mv "$file.partial" "$file"
sync "$file.sha256" "$backups"

# Stage beside what runs; releases with the same requirements share one environment.
mkdir "$release.partial"
cd "$release.partial"
tar -xz
ln -s ../../shared/.env .env
ln -s ../../shared/media media
venv=$root/venvs/$(sha256sum <requirements.txt | cut -c1-16)
if [ ! -e "$venv/.complete" ]; then
  python3 -m venv --system-site-packages "$venv"
  "$venv/bin/pip" install --quiet --requirement requirements.txt
  touch "$venv/.complete"
fi
ln -s "$venv" venv
sync -f .
cd /
mv -T "$release.partial" "$release"

# Fence: users see the maintenance page and the writers stop; then the way back.
touch $root/shared/maintenance.flag
sudo -n systemctl stop celery-mes_config
sudo -n systemctl stop gunicorn-mes_config
as_postgres psql -Xq -v ON_ERROR_STOP=1 -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '$database'" \
  -c "CREATE DATABASE \"${database}_before_$version\" TEMPLATE $database STRATEGY FILE_COPY" >/dev/null

cd "$release"
venv/bin/python manage.py migrate --noinput
ln -s "releases/$version" $root/next
mv -T $root/next $root/current
sudo -n systemctl start gunicorn-mes_config
sudo -n systemctl start celery-mes_config

healthy() { [[ $(curl -fsS --max-time 5 "$1/health/" 2>/dev/null) == *"\"version\": \"${version#v}\""* ]]; }
for ((i = 0; i < 300; i++)); do
  if healthy http://127.0.0.1:8000; then break; fi
  sleep 0.1
done
rm $root/shared/maintenance.flag
healthy http://127.0.0.1

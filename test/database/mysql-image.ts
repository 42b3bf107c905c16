import { debian, type ImageRecipe } from '../bed/image.ts'

/** Debian's next release, the only one with MySQL itself; it and MariaDB cannot be installed together. */
export const sidMysql: ImageRecipe = {
  suite: 'sid',
  packages: [
    ...['systemd', 'systemd-sysv', 'dbus', 'dbus-user-session', 'libpam-systemd', 'openssh-server', 'sudo', 'ca-certificates'],
    ...['rsync', 'zstd', 'procps', 'util-linux', 'iproute2', 'psmisc', 'python3', 'curl', 'postgresql', 'redis-server', 'mysql-server']
  ],
  aptOptions: ['Acquire::Check-Valid-Until "false"'],
  customize: debian.customize
    .replace('systemctl disable -q mariadb.service pgbouncer.service', 'systemctl disable -q mysql.service')
    .replace(/^.*tzdata.*$/gm, '')
}

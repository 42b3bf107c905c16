import { setTimeout as sleep } from 'node:timers/promises'
import * as sdk from '@aws-sdk/client-s3'
import type { S3Options } from '../../shared/copies/s3.ts'
import { type BedHost, bootHost } from '../bed/host.ts'
import { debian, withPackages } from '../bed/image.ts'

/** A host with Ceph: a monitor, an object store in memory and the gateway that speaks S3 on port 80. */
export const withCeph = withPackages(debian, 'radosgw', 'ceph-mon', 'ceph-osd')

const accessKey = 'BELAYACCESSKEY'
const secretKey = 'belay/secret+key0123456789'

const setUp = (conf: readonly string[]) => `set -eu
mkdir -p /etc/ceph /srv/ceph/mon /srv/ceph/osd /run/ceph
read -r fsid < /proc/sys/kernel/random/uuid
read -r osd < /proc/sys/kernel/random/uuid
cat > /etc/ceph/ceph.conf <<C
[global]
fsid = $fsid
mon_host = v2:127.0.0.1:3300
public_addr = 127.0.0.1
cluster_addr = 127.0.0.1
keyring = /etc/ceph/keyring
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 1
osd_pool_default_pg_autoscale_mode = off
osd_crush_chooseleaf_type = 0
mon_allow_pool_size_one = true
mon_max_pg_per_osd = 1000
mon_data = /srv/ceph/mon
osd_data = /srv/ceph/osd
osd_objectstore = memstore
memstore_device_bytes = 4294967296
rgw_frontends = beast endpoint=0.0.0.0:80
${conf.join('\n')}
C
cd /etc/ceph
ceph-authtool -C keyring --gen-key -n mon. --cap mon 'allow *'
ceph-authtool keyring --gen-key -n client.admin --cap mon 'allow *' --cap osd 'allow *'
ceph-authtool keyring --gen-key -n osd.0 --cap mon 'allow profile osd' --cap osd 'allow *'
monmaptool --create --addv a '[v2:127.0.0.1:3300]' --fsid "$fsid" /srv/ceph/monmap
ceph-mon --mkfs -i a --monmap /srv/ceph/monmap --keyring keyring
systemd-run --unit ceph-mon-a ceph-mon -f -i a
timeout 60 ceph osd new "$osd"
ceph-osd --mkfs -i 0 --osd-uuid "$osd"
systemd-run --unit ceph-osd-0 ceph-osd -f -i 0
systemctl stop nginx
timeout 90 radosgw-admin user create --uid=belay --display-name=Belay --access-key=${accessKey} --secret-key=${secretKey}
systemd-run --unit ceph-rgw radosgw -f -n client.admin
`

/** Ceph's own S3 gateway on a cluster of one disk: a real server, and no fake. */
export interface Rgw {
  readonly bed: BedHost
  /** Past every proxy of a test's. */
  readonly client: sdk.S3Client
  /** A store's options; `endpoint` may be a proxy's. */
  options(more?: Partial<S3Options>): S3Options
}

/** `conf`: further lines of ceph.conf. */
export async function bootRgw(bucket: string, conf: readonly string[] = []): Promise<Rgw> {
  const bed = await bootHost({ name: 'rgw', image: withCeph })
  await bed.exec(setUp(conf), { timeout: 180_000 })
  const client = new sdk.S3Client({
    endpoint: bed.url,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: accessKey, secretAccessKey: secretKey }
  })
  for (let attempt = 1; ; attempt++) {
    try {
      await client.send(new sdk.CreateBucketCommand({ Bucket: bucket }))
      break
    } catch (error) {
      if (attempt === 60) throw error
      await sleep(500)
    }
  }
  return {
    bed,
    client,
    options: more => ({
      bucket,
      prefix: 'copies',
      endpoint: bed.url,
      region: 'us-east-1',
      accessKey,
      secretKey,
      pathStyle: true,
      pausesMs: [50, 50],
      stallMs: 10_000,
      partBytes: 5 * 2 ** 20,
      ...more
    })
  }
}

package knowledge

// synonymTable has one group a line: words for one thing between commas.
const synonymTable = `
k8s, kubernetes
eso, external secrets operator
hpa, horizontal pod autoscaler, autoscaling
vpa, vertical pod autoscaler
pvc, persistentvolumeclaim, persistent volume claim
pv, persistentvolume, persistent volume
sc, storageclass, storage class
pdb, poddisruptionbudget, disruption budget
sa, serviceaccount, service account
ns, namespace
cm, configmap
svc, service
ing, ingress
deploy, deployment, rollout
lb, loadbalancer, load balancer, elb, nlb, alb
sts, statefulset, stateful set
ds, daemonset, daemon set
rs, replicaset, replica set
crd, customresourcedefinition, custom resource
cr, custom resource
psp, pod security
psa, pod security admission, pod security standards
netpol, networkpolicy, network policy
rbac, role, permission, authorization
clusterrole, role, rbac
403, forbidden, unauthorized
401, unauthenticated, authentication
404, not found
413, body size, too large
429, too many requests, rate limit
502, bad gateway
503, service unavailable
504, gateway timeout
oom, oomkilled, out of memory, memory limit
oomkill, oomkilled, memory limit
crashloopbackoff, crash loop, back off
imagepullbackoff, errimagepull, image pull
registry, docker registry, image registry
private registry, imagepullsecret, image pull secret
evicted, eviction, evict
resize, expand, increase
delete, remove, cleanup
stuck, hang, pending
refresh, resync, update
reload, restart, update
secret, credential
login, log in, sign in
password, credential
admin, administrator
cert, certificate, tls
ssl, tls, https
ca, certificate authority
x509, ca certificate, self signed
letsencrypt, let's encrypt, acme
csr, certificate signing request
mtls, mutual tls, client certificate
dns, name resolution, coredns
nslookup, dns resolution
restart, rollout
rollback, roll back, revert, undo
outofsync, diff, drift
downscale, scale down, consolidation, deprovision, disruption
underutilised, underutilized, consolidation
upscale, scale up, provision
autoscaler, autoscaling
env, environment variable
env var, environment variable
multi zone, az, availability zone
nodeselector, affinity
node selector, nodeselector, affinity
taint, toleration
spread, topology spread
log, logging
metric, monitoring
alert, alerting
tracing, trace, opentelemetry
ci, pipeline, workflow
gha, github actions
mr, pull request
pr, pull request
tf, terraform
iac, infrastructure as code
iam, role, policy
irsa, iam role, service account
sso, single sign on, oidc, saml
idp, identity provider, oidc
2fa, mfa, multi factor
vpn, virtual private network
db, database
pg, postgres, postgresql
repo, repository
monorepo, repository
config, configuration
ha, high availability
dr, disaster recovery
source ip, client ip, externaltrafficpolicy
quota, resourcequota, resource quota
limit, limits, limitrange
cpu limit, throttling
rewrite, rewrite target, path based
basic auth, authentication
healthcheck, health check, probe
liveness, readiness, probe
graceful shutdown, termination, prestop
sigterm, termination, graceful
cron, cronjob, schedule
sidecar, sidecar container
init container, initcontainer
ephemeral container, debug
gpu, device plugin, accelerator
spot, spot instance, preemptible
ami, machine image
vm, virtual machine
s3, bucket, object storage
nfs, network file system
csi, storage driver
cni, network plugin
gc, garbage collection
ttl, time to live
finaliser, finalizer
webhook, admission webhook
kms, encryption key
vault, secret store
rotate, rotation, renew
renew, renewal, expire
expired, expiry, expiration
upload, body size
websocket, upgrade connection
cors, cross origin
canary, traffic split
bluegreen, blue green
helm, chart
kustomize, overlay
monitor, monitoring
cleanup, clean up, prune
prune, pruning
throttle, throttling, rate limit
bastion, jump host
egress, outbound
ingress, inbound
static ip, fixed ip, reserved address
hostname, host name
multi tenancy, multitenancy, multi tenant, tenant
onboard, onboarding, getting started
uninstall, remove
migrate, migration
airgapped, air gapped, offline
`

// causeTable leads from a symptom or a wish to the words that pages treat it
// under: all words before the colon must be in the question.
const causeTable = `
504 deploy: graceful termination, readiness, pod lifecycle, prestop
502 deploy: graceful termination, readiness, pod lifecycle, prestop
503 deploy: graceful termination, readiness, rolling update
error deploy downtime: graceful termination, readiness, rolling update
zero downtime: rolling update, readiness, graceful termination
dropped connection: graceful termination, lifecycle
connection refused: debug service, port, endpoint
no endpoint: selector, debug service, readiness
404 path: rewrite
404 css: rewrite
404 static: rewrite
subpath: rewrite, path
external ip pending: load balancer, cloud provider, bare metal
pod pending: scheduling, insufficient resources, debug
unschedulable: scheduling, taint, affinity, insufficient
insufficient cpu: resource requests, scheduling
insufficient memory: resource requests, scheduling
container killed: oomkilled, memory limit, termination
exit code 137: oomkilled, memory limit
137: oomkilled, memory limit
143: sigterm, termination
keep restarting: crashloopbackoff, liveness probe, debug
restart loop: crashloopbackoff, liveness probe, debug
namespace terminating: finalizer
stuck terminating: finalizer, force delete
cannot delete: finalizer, force delete
not deleted: finalizer, garbage collection, owner
disk full: ephemeral storage, disk pressure, eviction
no space left: ephemeral storage, disk pressure, eviction
disk pressure: node pressure eviction, ephemeral storage
only namespace: role, rolebinding, rbac
read only access: role, rolebinding, rbac, view
give user access: role, rolebinding, rbac
access denied: role, permission, policy
permission denied: security context, role, fsgroup
cannot list resource: role, rolebinding, rbac, service account
not updated: refresh, interval, reload
not refresh: refresh interval
old value: refresh interval, reload
stale: refresh, cache
change back: self heal, diff
revert change: self heal, diff
always out of sync: diff, ignore differences
keeps syncing: diff, self heal
unknown authority: ca certificate, self signed, trust
certificate expired: renewal, rotate
certificate not ready: troubleshooting, issuer, challenge, order
certificate pending: troubleshooting, challenge, order
forgot password: reset password, admin
lost password: reset password, admin
reset password: admin password
which zone: availability zone, topology, volume binding
same node: affinity, topology spread
different node: anti affinity, topology spread
specific node: nodeselector, affinity, taint
every node: daemonset
large file: body size
too large: body size, limit
job not complete: sidecar, completion, backoff limit
old jobs: ttl, history limit, cleanup
failed jobs: backoff limit, history limit
run every: cronjob, schedule
slow: performance, latency, throttling
throttled: cpu limit, rate limit
too expensive: cost, spot, consolidation
reduce cost: spot, consolidation, right sizing
empty node: consolidation, scale down
node not removed: consolidation, disruption, scale down
no new node: provisioning, scheduling, nodepool
real ip: source ip, external traffic policy
internal only: internal load balancer
not public: internal load balancer, private
allow only: network policy, ingress, allow
block traffic: network policy, deny
isolate: network policy, isolation
cannot resolve: dns resolution, debug
share volume: persistent volume, access modes, readwritemany
multiple pods volume: access modes, readwritemany
more storage: resize, expand, persistent volume claim
bigger disk: resize, expand, volume
wait for: init container, readiness, dependency
start order: init container, sync wave
before deploy: hook, pre sync, init container
shell into: exec, debug, running container
get into: exec, shell
previous logs: logs, debug, crash
who did: audit
who changed: audit, history
previous version: rollback, revision, history
node maintenance: drain, cordon, disruption
hpa unknown: metrics server, resource metrics
not scale: autoscaling, metrics server
many clusters: applicationset, generator, multi cluster
many apps: app of apps, applicationset, generator
`

using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using SmsBridge.Store;
using SmsBridge.Web;
using SmsBridge.Web.Limits;

namespace SmsBridge.Partners;

/// <summary>
/// The owner of <c>partner_request</c>. The protocol's digest says nothing of the request it comes with, so whoever reads one could send any other
/// with it: what a proof was first used for, and from where, is kept on disk for as long as it is timely. But a digest is of a whole second, and the
/// protocol's own examples share one: the partner itself may use it for several requests, at once and from where it used it first. Only what proved
/// to be a partner's comes here, at most one a second for each of its passwords: that bounds the table. Of requests signed whole nothing is kept: a partner
/// makes as many as it likes, and each signature is good for its one request only.
/// </summary>
internal sealed class SeenRequests(Database database, IOptions<PartnerOptions> options, TimeProvider time)
{
    /// <summary>What is made within one second arrives within a few.</summary>
    public static readonly TimeSpan SharedFor = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);

    /// <summary>True: the proof is new, came with just this request before, or is still its first user's to share.</summary>
    public async Task<bool> MayUseAsync(PartnerProof proof, HttpRequest request, ReadOnlyMemory<byte> body)
    {
        if (!options.Value.RefuseReusedTimestamps || proof is SignedRequest)
        {
            return true;
        }

        var now = time.GetUtcNow();
        var row = new
        {
            Proof = proof.Mark(), Place = MarkOf(proof, ClientNetwork.Of(Callers.AddressOf(request.HttpContext))), Request = MarkOf(request, body),
            Now = now.ToUnixTimeMilliseconds(),
            Before = (now - options.Value.ClockTolerance - options.Value.ClockAhead - Slack).ToUnixTimeMilliseconds(),
        };
        var first = await database.WriteAsync(session =>
        {
            session.Execute("DELETE FROM partner_request WHERE seen_at < @Before", row);
            if (session.Execute("INSERT INTO partner_request (proof, request, seen_at) VALUES (@Proof, @Request, @Now) ON CONFLICT DO NOTHING", row) > 0)
            {
                // Where it came from is a second row, under proof and network together.
                session.Execute("INSERT INTO partner_request (proof, request, seen_at) VALUES (@Place, @Request, @Now) ON CONFLICT DO NOTHING", row);
            }

            return session.QueryFirst<FirstUse>("""
                SELECT request AS Request, seen_at AS SeenAt, EXISTS (SELECT 1 FROM partner_request WHERE proof = @Place) AS IsFromHere
                FROM partner_request WHERE proof = @Proof
                """, row);
        });
        return first is not null && (first.Request.AsSpan().SequenceEqual(row.Request)
            || (first.IsFromHere && Math.Abs(row.Now - first.SeenAt) <= SharedFor.TotalMilliseconds));
    }

    /// <summary>For a request that changes nothing: it is answered whatever came before, also while nothing can be stored, and then nothing can be changed either.</summary>
    public async Task NoteAsync(PartnerProof proof, HttpRequest request)
    {
        try
        {
            await MayUseAsync(proof, request, default);
        }
        catch (StoreUnavailableException)
        {
            // Said above.
        }
    }

    private static byte[] MarkOf(PartnerProof proof, IPAddress network) => SHA256.HashData([.. proof.Mark(), .. network.GetAddressBytes()]);

    private static byte[] MarkOf(HttpRequest request, ReadOnlyMemory<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method} {request.Path}\n"));
        hash.AppendData(body.Span);
        return hash.GetHashAndReset();
    }

    private sealed record FirstUse
    {
        public byte[] Request { get; init; } = [];

        public long SeenAt { get; init; }

        public bool IsFromHere { get; init; }
    }
}

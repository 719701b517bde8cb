using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using SmsBridge.Storage;

namespace SmsBridge.Partners;

/// <summary>
/// The owner of <c>partner_request</c>. The protocol's digest says nothing of the request it comes with, so whoever reads one could send any other
/// with it: what a proof was first used for is kept, on disk, for as long as it is timely, and nothing else is changed with it. Only what proved to
/// be a partner's comes here, at most one a second for each of its passwords: that bounds the table.
/// </summary>
internal sealed class SeenRequests(Database database, IOptions<PartnerOptions> options, TimeProvider time)
{
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);

    /// <summary>True: the proof is new, or came with just this request before.</summary>
    public async Task<bool> IsFirstUseAsync(PartnerProof proof, HttpRequest request, ReadOnlyMemory<byte> body)
    {
        if (!options.Value.RefuseReusedTimestamps)
        {
            return true;
        }

        var now = time.GetUtcNow();
        var row = new
        {
            Proof = proof.Mark(), Request = MarkOf(request, body), Now = now.ToUnixTimeMilliseconds(),
            Before = (now - options.Value.ClockTolerance - options.Value.ClockAhead - Slack).ToUnixTimeMilliseconds(),
        };
        var first = await database.WriteAsync(session =>
        {
            session.Execute("DELETE FROM partner_request WHERE seen_at < @Before", row);
            session.Execute("INSERT INTO partner_request (proof, request, seen_at) VALUES (@Proof, @Request, @Now) ON CONFLICT DO NOTHING", row);
            return session.QueryFirst<byte[]>("SELECT request FROM partner_request WHERE proof = @Proof", row);
        });
        return first is not null && first.AsSpan().SequenceEqual(row.Request);
    }

    /// <summary>For a request that changes nothing: it is answered whatever came before, also while nothing can be stored, and then nothing can be changed either.</summary>
    public async Task NoteAsync(PartnerProof proof, HttpRequest request)
    {
        try
        {
            await IsFirstUseAsync(proof, request, default);
        }
        catch (StoreUnavailableException)
        {
            // Said above.
        }
    }

    private static byte[] MarkOf(HttpRequest request, ReadOnlyMemory<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method} {request.Path}\n"));
        hash.AppendData(body.Span);
        return hash.GetHashAndReset();
    }
}

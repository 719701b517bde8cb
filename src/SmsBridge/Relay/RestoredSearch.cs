using System.Globalization;
using SmsBridge.Gateways;
using SmsBridge.Ledger;
using SmsBridge.Restores;
using SmsBridge.Routes;
using SmsBridge.Store;

namespace SmsBridge.Relay;

/// <summary>What the providers say of an SMS that may have been sent between a backup and its return.</summary>
internal abstract record RestoredFinding
{
    private RestoredFinding()
    {
    }

    /// <summary>The very text, or our reference; the likeliest first. No other message has them, as far as is known.</summary>
    public sealed record Found(IReadOnlyList<(SenderAccount Account, ProviderMessage Message)> Candidates) : RestoredFinding;

    /// <summary>It was certainly not sent.</summary>
    public sealed record NotThere : RestoredFinding;

    /// <summary>An SMS to this number is listed that no message has, and its text is another: texts are written anew, with what holds now.</summary>
    public sealed record Unlike(string Detail) : RestoredFinding;

    /// <summary>Can not be told now.</summary>
    public sealed record NotNow(string Detail) : RestoredFinding;

    /// <summary>Can never be told.</summary>
    public sealed record Never(string Detail) : RestoredFinding;
}

/// <summary>Looks for an SMS at every account its tenant sends with: by which it went is not on the record.</summary>
internal sealed class RestoredSearch(RouteDirectory routes, SmsGateways gateways, MessageOutbox outbox, RetryPolicy retry, TimeProvider time)
{
    /// <summary>Clocks may differ by so much (twilio.md 9).</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(2);

    public async Task<RestoredFinding> LookAsync(ClaimedMessage claimed, Preparation.Ready ready, RestoreMark mark, CancellationToken cancellationToken)
    {
        var (listed, found) = (new List<(SenderAccount Account, ProviderMessage Message)>(), new List<(SenderAccount Account, ProviderMessage Message)>());
        var (notNow, never) = (default(string), default(string));
        var reference = await outbox.ReferenceOfAsync(claimed, claimed.Attempts + 1);
        foreach (var account in routes.PresentAccountsOf(claimed.TenantId).Prepend(ready.Account).DistinctBy(account => (account.Provider, account.AccountId, account.Sender)))
        {
            var gateway = gateways.For(account);
            switch (await gateway.FindAsync(new DoubtfulSms(account, reference, ready.Recipient, mark.BackupAt - ClockSkew), cancellationToken))
            {
                case ProviderSearch.Found byReference:
                    found.Add((account, byReference.Message));
                    break;
                case ProviderSearch.Listed list when gateway.ListsByRecipient:
                    listed.AddRange(list.Messages.Where(message => message.Outbound && IsOfThen(message, mark)).Select(message => (account, message)));
                    break;
                case ProviderSearch.Listed:
                    never ??= $"{account.Provider} finds an SMS by the bridge's reference alone, which the backup may not have.";
                    break;
                case ProviderSearch.Unavailable unavailable:
                    notNow ??= unavailable.Detail;
                    break;
                case ProviderSearch.NotPossible impossible:
                    never ??= impossible.Detail;
                    break;
                default:
                    throw new InvalidOperationException("Unknown search.");
            }
        }

        var free = await FreeAsync([.. found, .. listed.DistinctBy(each => each.Message.ProviderId, StringComparer.Ordinal)]);
        var candidates = free.Where(each => found.Contains(each) || each.Message.Says(ready.Body))
            .OrderBy(each => (each.Message.CreatedAt - StoredTime.At(claimed.QueuedAt)).Duration()).ToList();
        return candidates.Count > 0 ? new RestoredFinding.Found(candidates)
            : notNow is not null ? new RestoredFinding.NotNow(notNow)
            : never is not null ? new RestoredFinding.Never(never)
            : retry.DoubtLeft(time.GetUtcNow() - mark.RestoredAt) is not null ? new RestoredFinding.NotNow("The provider's list may not be complete yet.")
            : free.Count > 0 ? new RestoredFinding.Unlike(string.Create(
                CultureInfo.InvariantCulture,
                $"The provider lists an SMS to this number of {free[0].Message.CreatedAt:yyyy-MM-dd HH:mm:ss} UTC ({free[0].Message.ProviderId}) that is not on the record: it may be this one in other words."))
            : new RestoredFinding.NotThere();
    }

    /// <summary>By the provider's clock, which has whole seconds.</summary>
    private static bool IsOfThen(ProviderMessage message, RestoreMark mark) =>
        message.CreatedAt >= mark.BackupAt - ClockSkew && message.CreatedAt <= mark.RestoredAt + ClockSkew;

    private async Task<List<(SenderAccount Account, ProviderMessage Message)>> FreeAsync(List<(SenderAccount Account, ProviderMessage Message)> listed)
    {
        if (listed.Count == 0)
        {
            return listed;
        }

        var taken = await outbox.TakenProviderIdsAsync([.. listed.Select(each => each.Message.ProviderId)]);
        return listed.FindAll(each => !taken.Contains(each.Message.ProviderId));
    }
}

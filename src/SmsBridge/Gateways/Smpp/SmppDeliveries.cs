using Microsoft.Extensions.Options;
using SmsBridge.Ledger;
using SmsBridge.Numbers;
using SmsBridge.Receipts;
using SmsBridge.Routes;

namespace SmsBridge.Gateways.Smpp;

/// <summary>What SMSC deliver: receipts, and replies of clients. Whatever session brings it, it is about SMS of the tenants that use its account, and of no other.</summary>
internal sealed class SmppDeliveries(
    RouteDirectory routes, ReceiptIntake receipts, ReportedMessages messages, UnknownReports waiting, OptOutIntake optOuts, IOptions<SmppOptions> options, SmppNews news)
{
    /// <returns>The status the SMSC is answered with: 0 once everything is on disk.</returns>
    public async Task<uint> TakeAsync(SmppLogin login, SmppMessage message)
    {
        try
        {
            await (message.IsReceipt ? TakeReceiptAsync(login, message) : TakeReplyAsync(login, message));
            return SmppStatus.Ok;
        }
#pragma warning disable CA1031 // The boundary of one delivery: what could not be stored has to come again, whatever was wrong.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            news.Failed(exception, login);
            return SmppStatus.TemporaryApplicationError;
        }
    }

    private async Task TakeReceiptAsync(SmppLogin login, SmppMessage message)
    {
        if (SmppReceipt.Parse(message) is not { } receipt)
        {
            news.Unreadable(login);
        }
        else if (!await ApplyAsync(login, receipt, NumberOf(login, message.Source)))
        {
            news.OfNobody(login, receipt);
        }
    }

    /// <returns>False: it is about no SMS of ours, or says nothing about it.</returns>
    private async Task<bool> ApplyAsync(SmppLogin login, SmppReceipt receipt, Msisdn? to)
    {
        // Twice: between the look for its id and the look for what is in doubt the SMS may have been answered, and be neither.
        for (var round = 0; round < 2 && receipt.Status is not null; round++)
        {
            if (await FindAsync(login, receipt, to) is { } found && receipt.About(found.MessageId, found.ProviderId) is { } known
                && await receipts.AcceptAsync(known with { MayBePart = true, PartsInDoubt = found.Parts }) != ReceiptOutcome.NotOurs)
            {
                return true;
            }

            if (round == 0 && await KeepAsync(login, receipt, to))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Aside, where it may have overtaken the answer to its SMS: of several in doubt to one number that begin alike it can not be told which it is.</summary>
    private async Task<bool> KeepAsync(SmppLogin login, SmppReceipt receipt, Msisdn? to) =>
        receipt.About(0, SmppMessageIds.Stored(login.Provider, receipt.Id)) is { } says
        && await waiting.KeepAsync([.. UsersOf(login).Select(user => user.Tenant.Identifier)], new UnknownReport(login.Provider, says with { MayBePart = true })
        {
            Spellings = to is null ? [] : SmppMessageIds.StoredOthers(login.Provider, receipt.Id), To = to,
        });

    /// <summary>By its id; else by that of a part, or by another spelling of it, if the number is right too; else the one SMS in doubt to that number whose text it may be.</summary>
    private async Task<Found?> FindAsync(SmppLogin login, SmppReceipt receipt, Msisdn? to)
    {
        var stored = SmppMessageIds.Stored(login.Provider, receipt.Id);
        var users = UsersOf(login).Select(user => user.Tenant.Identifier).ToList();
        if (await messages.FindAsync(login.Provider, users, stored, to: null, CancellationToken.None) is { } known)
        {
            return new Found(known, stored);
        }

        if (to is not { } number)
        {
            return null;
        }

        // What is in doubt first: an SMS that is answered in between is found by one of the looks that follow.
        var inDoubt = await messages.InDoubtAsync(login.Provider, users, number, CancellationToken.None);
        var others = SmppMessageIds.StoredOthers(login.Provider, receipt.Id);
        return await messages.FindPartAsync(login.Provider, users, [stored, .. others], number, CancellationToken.None) is var (whole, part) ? new Found(whole, part)
            : await messages.FindSpelledAsync(users, others, number, CancellationToken.None) is var (spelled, asSpelled) ? new Found(spelled, asSpelled)
            : await messages.FindAsync(login.Provider, users, stored, to: null, CancellationToken.None) is { } answered ? new Found(answered, stored)
            : Doubtful(login, inDoubt, stored, receipt);
    }

    /// <summary>The only one in doubt that the receipt may be of. Its parts are taken one after the other: the first may be delivered before the last is answered.</summary>
    /// <returns>Null: there is none, or it can not be told which; or it is another program's SMS to the same number, by the same account.</returns>
    private Found? Doubtful(SmppLogin login, IReadOnlyList<(long MessageId, string Text)> inDoubt, string stored, SmppReceipt receipt)
    {
        var provider = options.Value.Providers[login.Provider];
        if (inDoubt.Where(sms => sms.Text.Length == 0 || !SmppReceiptText.IsOfAnother(receipt.Text.Span, SmppText.Pieces(sms.Text, provider))).ToList() is not [var (messageId, text)])
        {
            return null;
        }

        var parts = text.Length == 0 ? 1 : SmppText.Parts(text, provider, reference: 0).Count; // a text that is there no more was a code's
        return new Found(messageId, stored, parts > 1 ? parts : null);
    }

    private async Task TakeReplyAsync(SmppLogin login, SmppMessage message)
    {
        var text = SmppText.Decode(message.Content.Span, message.DataCoding, options.Value.Providers[login.Provider]);
        if (ReplyWords.WishOf(text) is var wish && (wish == OptOutWish.None || NumberOf(login, message.Source) is not { } number))
        {
            return; // for a person to read, where the SMSC's operator shows it
        }

        var users = UsersOf(login).ToList();
        var written = users.Where(user => user.Senders.Any(sender => SenderForm.IsSame(sender, message.Destination.Value))).ToList();
        var meant = written.Count > 0 ? written : users is [_] ? users : []; // a reply to a name comes to whatever number the SMSC has for it
        if (meant.Count == 0)
        {
            news.ToNobody(login, message.Destination);
        }

        foreach (var (tenant, senders) in meant)
        {
            // A reply has no name: each that is delivered is one. Delivered twice it asks twice for the same.
            var sender = senders.FirstOrDefault(sender => SenderForm.IsSame(sender, message.Destination.Value)) ?? senders[0];
            await optOuts.AcceptAsync(tenant.Identifier, (login.Provider, login.SystemId), sender, number, optOuts.NewId(login.Provider), wish == OptOutWish.Stop);
        }
    }

    private IEnumerable<(Tenants.Tenant Tenant, IReadOnlyList<string> Senders)> UsersOf(SmppLogin login) => routes.UsersOf(login.Provider, login.SystemId, login.Password);

    /// <summary>Whole, with or without its plus or 00; else as it is dialled in the country of a tenant that uses the account.</summary>
    private Msisdn? NumberOf(SmppLogin login, SmppAddress address)
    {
        var digits = address.Value.TrimStart('+');
        var whole = "+" + (digits.StartsWith("00", StringComparison.Ordinal) ? digits[2..] : digits);
        if (Msisdn.IsE164(whole))
        {
            return Msisdn.FromE164(whole);
        }

        foreach (var (tenant, _) in UsersOf(login))
        {
            if (NumberParser.TryParse(address.Value, tenant.DefaultRegion, out var number, out _))
            {
                return number;
            }
        }

        return null;
    }

    /// <param name="ProviderId">What the message, or its part, is known by.</param>
    /// <param name="Parts">Of one whose answer is not known and that went in parts: how many.</param>
    private sealed record Found(long MessageId, string ProviderId, int? Parts = null);
}

using SmsBridge.Intake.Events.Records;
using SmsBridge.Messages;
using SmsBridge.Store;
using SmsBridge.Tenants;
using SmsBridge.TenantTexts;

namespace SmsBridge.Intake.Events;

/// <summary>Takes external events in: reads, decides, stores. What a broker handed over is on disk when it returns, and only then may it be confirmed.</summary>
internal sealed class EventIntake(
    EventStore store, EventTenants tenants, TextDirectory texts, MessageExpiry expiry, RelayBell bell, TimeProvider time, ILogger<EventIntake> logger)
{
    /// <summary>Why a source pauses that could not hand on what it took.</summary>
    public const string NoRoom = "There is no room for more messages that nobody can read (ExternalEvents:MaxParked, MaxParkedBytes). Look at them, or at the topic.";

    /// <param name="startsAt">Events raised before are passed over.</param>
    /// <returns>False: there is no room for what can not be read, and nothing was stored.</returns>
    /// <exception cref="StoreUnavailableException">Nothing was stored.</exception>
    public async Task<bool> TakeAsync(IReadOnlyList<RawMessage> messages, DateTimeOffset startsAt)
    {
        var (now, from) = (time.GetUtcNow(), new SourceStart(startsAt).PassesOverBefore);
        var batch = new EventBatch();
        foreach (var message in messages)
        {
            Sort(message, batch, from, now);
        }

        if (batch is { Entries.Count: 0, Parked.Count: 0, Forms.Count: 0 })
        {
            return true;
        }

        var stored = await store.StoreAsync(batch, now);
        if (stored.HasRoom)
        {
            Tell(messages[0].Broker, batch, stored);
        }

        return stored.HasRoom;
    }

    /// <summary>Takes a message that was set aside once more, however old it is.</summary>
    /// <returns>False: it can not be read yet, or not all of it, and nothing was stored.</returns>
    /// <exception cref="StoreUnavailableException">Nothing was stored.</exception>
    public async Task<bool> TakeAgainAsync(RawMessage message)
    {
        var now = time.GetUtcNow();
        var batch = new EventBatch();
        Sort(message, batch, DateTimeOffset.UnixEpoch, now);
        if (batch.Parked.Count + batch.Barred > 0)
        {
            return false;
        }

        if (batch.Entries.Count + batch.Forms.Count > 0)
        {
            Tell(message.Broker, batch, await store.StoreAsync(batch, now));
        }

        return true;
    }

    private void Sort(RawMessage raw, EventBatch batch, DateTimeOffset from, DateTimeOffset now)
    {
        if (Read(raw, out var problem) is not { } message)
        {
            batch.Parked.Add(new ParkedMessage("", raw, problem!));
        }
        else if (message.CreatedAt < from)
        {
            batch.PassedOver += message.Items.Count;
        }
        else if (!tenants.MayBring(raw.Broker, message.Tenant))
        {
            Bar(raw.Broker, message, batch);
        }
        else if (tenants.Find(message.Tenant) is not { } tenant)
        {
            SortOfNobody(raw, message, batch);
        }
        else
        {
            Sort(raw, message, tenant, batch, now);
        }
    }

    private void Bar(string broker, ExternalMessage message, EventBatch batch)
    {
        batch.Barred += message.Items.Count;
        batch.PassedOver += message.Items.Count;
        if (tenants.IsNews(broker, message.Tenant))
        {
            logger.TenantBarred(broker, message.Tenant);
        }
    }

    /// <summary>A core has tenants that this installation does not serve, and deleted ones go on: of theirs only what could be told is kept.</summary>
    private static void SortOfNobody(RawMessage raw, ExternalMessage message, EventBatch batch)
    {
        if (message.Items.Any(EventDecision.IsTold))
        {
            batch.Parked.Add(new ParkedMessage(message.Tenant, raw, ParkedMessage.NoTenant));
        }
        else
        {
            batch.PassedOver += message.Items.Count;
        }
    }

    private void Sort(RawMessage raw, ExternalMessage message, Tenant tenant, EventBatch batch, DateTimeOffset now)
    {
        var problems = new List<string>();
        foreach (var item in message.Items)
        {
            var decided = Decide(raw, message, item, tenant, now);
            if (decided.Form is { } form)
            {
                batch.Forms.Add(form);
            }

            if (decided.Problem is { } problem)
            {
                problems.Add(problem);
            }
            else if (decided.Event is { } made)
            {
                batch.Entries.Add(new EventEntry(tenant.Id, message.CreatedAt, EventEntry.KeyOf(message, item), made with { TenantId = tenant.Id, Source = raw.Source }));
            }
            else
            {
                batch.PassedOver++;
            }
        }

        if (problems.Count > 0)
        {
            batch.Parked.Add(new ParkedMessage(message.Tenant, raw, KeptWords.Detail(string.Join(' ', problems))!));
        }
    }

    private ExternalMessage? Read(RawMessage raw, out string? problem)
    {
        try
        {
            return EnvelopeReader.Read(raw.Bytes, out problem);
        }
        catch (Exception exception) when (IsOfOneMessage(exception))
        {
            logger.MessageFailed(exception, raw.Broker, raw.Place);
            problem = "It could not be read: the bridge failed at it.";
            return null;
        }
    }

    private Decided Decide(RawMessage raw, ExternalMessage message, ExternalItem item, Tenant tenant, DateTimeOffset now)
    {
        try
        {
            return EventDecision.Decide(message, item, now, type => texts.IsOn(tenant.Id, type), expiry.IsPast);
        }
        catch (Exception exception) when (IsOfOneMessage(exception))
        {
            logger.MessageFailed(exception, raw.Broker, raw.Place);
            return new Decided(null, $"{item.Type} could not be worked on: the bridge failed at it.");
        }
    }

    /// <summary>A fault of ours that one message brings out. Handed on it would end the source, which begins again at that message: for ever, and for every tenant.</summary>
    private static bool IsOfOneMessage(Exception exception) => exception is not (OutOfMemoryException or OperationCanceledException or ObjectDisposedException);

    private void Tell(string broker, EventBatch batch, StoredBatch stored)
    {
        if (stored.Accepted > 0)
        {
            bell.Ring(); // after the commit, never before
        }

        logger.EventsTaken(broker, stored.Accepted, stored.Repeated, batch.PassedOver, batch.Barred, batch.Parked.Count);
        foreach (var parked in batch.Parked)
        {
            logger.EventParked(broker, parked.Raw.Place, parked.Problem);
        }

        if (stored.Dropped > 0)
        {
            logger.StrangersDropped(broker, stored.Dropped);
        }

        foreach (var form in stored.NewForms)
        {
            logger.FormIsNew(form.Schema, form.Fingerprint);
        }
    }
}

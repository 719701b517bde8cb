using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.Insight.ClientRecords;

/// <summary>A row beside an event.</summary>
internal interface IOfEvent
{
    long EventId { get; }
}

internal sealed record EventRow
{
    public long Id { get; init; }

    public string Entity { get; init; } = "";

    public string Action { get; init; } = "";

    public int Verdict { get; init; }

    public long ReceivedAt { get; init; }

    public string? Reason { get; init; }

    public string? Detail { get; init; }

    public string? Source { get; init; }

    public long? ResourceId { get; init; }

    public long? LoanId { get; init; }

    public long? SavingsId { get; init; }

    public string? MobileNo { get; init; }

    public string? Text { get; init; }

    public byte[]? Body { get; init; }

    public long? ErasedAt { get; init; }
}

internal sealed record MessageRow : IOfEvent
{
    public long EventId { get; init; }

    public MessageStatus Status { get; init; }

    public string? Reason { get; init; }

    public string? Detail { get; init; }

    public string? Number { get; init; }

    public string? Sender { get; init; }

    public string? Text { get; init; }

    public string? Provider { get; init; }

    public string? ProviderId { get; init; }

    public long? SentAt { get; init; }

    public long? FinalAt { get; init; }

    public string? About { get; init; }

    public ExportedMessage ToExport() =>
        new(Status.Name(), Reason, Detail, Number, Sender, Text, Provider, ProviderId, StoredTime.At(SentAt), StoredTime.At(FinalAt), MessageAbout.Parse(About));
}

internal sealed record AttemptRow : IOfEvent
{
    public long EventId { get; init; }

    public int Number { get; init; }

    public long StartedAt { get; init; }

    public long? FinishedAt { get; init; }

    public string? ProviderId { get; init; }

    public string? Code { get; init; }

    public string? Detail { get; init; }

    public ExportedAttempt ToExport() => new(Number, StoredTime.At(StartedAt), StoredTime.At(FinishedAt), ProviderId, Code, Detail);
}

internal sealed record ChangeRow : IOfEvent
{
    public long EventId { get; init; }

    public long At { get; init; }

    public MessageStatus Status { get; init; }

    public string Source { get; init; } = "";

    public string? Reason { get; init; }

    public string? Detail { get; init; }

    public ExportedChange ToExport() => new(StoredTime.At(At), Status.Name(), Source, Reason, Detail);
}

internal sealed record AnswerRow : IOfEvent
{
    public long EventId { get; init; }

    public long At { get; init; }

    public string Peer { get; init; } = "";

    public int? HttpStatus { get; init; }

    public string? Body { get; init; }
}

internal sealed record NoteRow : IOfEvent
{
    public long EventId { get; init; }

    public long At { get; init; }

    public string Author { get; init; } = "";

    public string Text { get; init; } = "";
}

internal sealed record TransactionRow : IOfEvent
{
    public long EventId { get; init; }

    public string Code { get; init; } = "";

    public string Message { get; init; } = "";

    public string? ThirdPartyId { get; init; }

    public string? Amount { get; init; }

    public string? Currency { get; init; }

    public long? AccountId { get; init; }

    public ExportedTransaction ToExport() => new(Code, Message, ThirdPartyId, Amount, Currency, AccountId);
}

internal sealed record NoticeRow : IOfEvent
{
    public long EventId { get; init; }

    public long At { get; init; }

    public string Partner { get; init; } = "";

    public byte[] Body { get; init; } = [];
}

internal sealed record OptOutRow
{
    public string Number { get; init; } = "";

    public string Sender { get; init; } = "";

    public long Since { get; init; }

    public string Source { get; init; } = "";

    public long? LiftedAt { get; init; }
}

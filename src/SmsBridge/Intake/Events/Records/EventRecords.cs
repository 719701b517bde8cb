using System.Collections.Frozen;

namespace SmsBridge.Intake.Events.Records;

/// <summary>Reads one kind of record as far as the bridge needs it, and no further.</summary>
/// <param name="isKnown">Its form is one this version was made for; else only what no form has changed is read.</param>
/// <returns>Null: <paramref name="reader"/> says what is wrong.</returns>
internal delegate EventFacts? RecordReader(ref AvroReader reader, bool isKnown);

/// <summary>
/// The records that events carry (fineract-external-events.md 5, 6). Their forms change under unchanged names, so each is read field by field from its
/// beginning and left after the last field that is used: nothing behind that can break it.
/// </summary>
internal static class EventRecords
{
    private const string Space = "org.apache.fineract.avro.";

    public const string Client = Space + "client.v1.ClientDataV1";
    public const string LoanAccount = Space + "loan.v1.LoanAccountDataV1";
    public const string LoanTransaction = Space + "loan.v1.LoanTransactionDataV1";
    public const string LoanAdjustment = Space + "loan.v1.LoanTransactionAdjustmentDataV1";
    public const string LoanRepaymentDue = Space + "loan.v1.LoanRepaymentDueDataV1";
    public const string SavingsAccount = Space + "savings.v1.SavingsAccountDataV1";
    public const string SavingsTransaction = Space + "savings.v1.SavingsAccountTransactionDataV1";
    public const string ShareAccount = Space + "share.v1.ShareAccountDataV1";

    private static readonly FrozenDictionary<string, Form> ByName = new Dictionary<string, Form>(StringComparer.Ordinal)
    {
        [Client] = new(ClientRecords.Read, 0x568dc616a866b865),
        [LoanAccount] = new(LoanRecords.ReadAccount, 0x79a43b973a841181),
        [LoanTransaction] = new(
            LoanRecords.ReadTransaction, 0x746058b910465c59, 0x33bfaddc5e5994c7, 0x438d18839d6f1df3, 0x56977fe509c8b692, 0xb454040a184fe184, 0x4c3cc1b621591623),
        [LoanAdjustment] = new(LoanRecords.ReadAdjustment),
        [LoanRepaymentDue] = new(LoanRecords.ReadDue, 0xbdec7be9373de9bf, 0x39bc2cb9ea368585, 0xbf2f3c7646a04805),
        [SavingsAccount] = new(SavingsRecords.ReadAccount, 0x8a7cc2ffa27a040c),
        [SavingsTransaction] = new(SavingsRecords.ReadTransaction, 0x09e70e3f7fdcb823),
        [ShareAccount] = new(SavingsRecords.ReadShares),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<ulong, string> NameOfForm =
        ByName.SelectMany(form => form.Value.Fingerprints.Select(fingerprint => KeyValuePair.Create(fingerprint, form.Key))).ToFrozenDictionary();

    /// <summary>Whether records of this name can be read at all.</summary>
    public static bool IsKnown(string schema) => ByName.ContainsKey(schema);

    /// <param name="schema">One that <see cref="IsKnown"/>.</param>
    /// <param name="problem">Why it is not believed; null: it is.</param>
    public static EventFacts? Read(string schema, ReadOnlySpan<byte> data, out ulong fingerprint, out string? problem)
    {
        if (!SingleObject.TryOpen(data, out fingerprint, out var body))
        {
            problem = "its record does not begin as one";
            return null;
        }

        if (NameOfForm.TryGetValue(fingerprint, out var other) && other != schema)
        {
            problem = "its record is another one than its message says";
            return null;
        }

        var form = ByName[schema];
        var isKnown = form.Fingerprints.Contains(fingerprint);
        var reader = new AvroReader(body);
        var facts = form.Read(ref reader, isKnown);
        problem = reader.Problem;
        return problem is null ? facts! with { IsNewForm = !isKnown && form.Fingerprints.Count > 0 } : null;
    }

    /// <param name="Fingerprints">Those this version knows. None: nothing is known of them but their names, so that none of them is news.</param>
    private sealed record Form(RecordReader Read, IReadOnlyList<ulong> Fingerprints)
    {
        public Form(RecordReader read, params ulong[] fingerprints)
            : this(read, (IReadOnlyList<ulong>)fingerprints)
        {
        }
    }
}

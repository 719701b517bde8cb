namespace SmsBridge.Messages;

/// <summary>What kind of account an event is about: the core asks for each under a path of its own.</summary>
internal enum AccountType
{
    Savings,
    FixedDeposit,
    RecurringDeposit,
    Share,
}

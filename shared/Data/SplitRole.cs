using System.Collections.Frozen;

namespace EdgeResNet.Shared.Data;

/// <summary>The use of a folder's pictures.</summary>
internal enum SplitRole
{
    /// <summary>The weights are fitted to them.</summary>
    Train,

    /// <summary>They choose checkpoint and settings.</summary>
    Validation,

    /// <summary>They take part in neither.</summary>
    Test,

    /// <summary>Not divided: the class folders lie in the folder itself.</summary>
    Whole,
}

/// <summary>The folder names of splits.</summary>
internal static class SplitNames
{
    private static readonly FrozenDictionary<string, SplitRole> roles = new Dictionary<string, SplitRole>
    {
        ["train"] = SplitRole.Train,
        ["training"] = SplitRole.Train,
        ["val"] = SplitRole.Validation,
        ["valid"] = SplitRole.Validation,
        ["validation"] = SplitRole.Validation,
        ["dev"] = SplitRole.Validation,
        ["test"] = SplitRole.Test,
        ["testing"] = SplitRole.Test,
    }.ToFrozenDictionary();

    /// <summary>The split that a folder's name means, in any case; null for another name.</summary>
    public static SplitRole? RoleOf(string folder) => roles.TryGetValue(ClassName.Key(folder), out SplitRole role) ? role : null;

    /// <summary>The usual name of a split, in names of data sets.</summary>
    public static string Name(this SplitRole role) => role switch
    {
        SplitRole.Train => "train",
        SplitRole.Validation => "val",
        SplitRole.Test => "test",
        SplitRole.Whole => "all",
        _ => throw new ArgumentOutOfRangeException(nameof(role)),
    };
}

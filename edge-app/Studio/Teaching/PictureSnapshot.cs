using EdgeResNet.EdgeApp.Studio.Pictures;
using EdgeResNet.Shared.Teaching;

namespace EdgeResNet.EdgeApp.Studio.Teaching;

/// <summary>The pictures of an album at one moment. Immutable.</summary>
internal sealed record PictureSnapshot
{
    /// <summary>Before the folder was read.</summary>
    public static PictureSnapshot Empty { get; } = new();

    /// <summary>Number of the snapshot; later ones are larger.</summary>
    public long Generation { get; init; }

    /// <summary>The learned pictures, in the order of their paths.</summary>
    public IReadOnlyList<AlbumPicture> Pictures { get; init; } = [];

    /// <summary>Their features, in the same order; the labels are places in <see cref="Classes"/>.</summary>
    public FeatureTable Features { get; init; } = new([], [], 0);

    /// <summary>Classes with learned pictures, in ordinal order, as <c>teach</c> orders them.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>All class folders, also those without pictures, in ordinal order.</summary>
    public IReadOnlyList<string> Folders { get; init; } = [];

    /// <summary>Near copies have the same number, as <see cref="NearCopies"/> groups them; in the order of <see cref="Pictures"/>.</summary>
    public IReadOnlyList<int> Groups { get; init; } = [];

    /// <summary>Pictures that still wait for their features.</summary>
    public int Waiting { get; init; }

    /// <summary>Whether all features come from the stored files; some of a recording come from the running network for a moment.</summary>
    public bool IsExact { get; init; } = true;

    /// <summary>What a person has to know about the folder, a line each.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>The picture of a path; null if it is not among <see cref="Pictures"/>.</summary>
    public AlbumPicture? At(string path) => Pictures.FirstOrDefault(picture => picture.Path == path);
}

using EdgeResNet.Shared.Data;
using EdgeResNet.Trainer.Augment;
using EdgeResNet.Trainer.Data;
using EdgeResNet.Trainer.Training.Recipes;
using EdgeResNet.Trainer.Training.Teachers;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Training.Steps;

/// <summary>From stored pictures to what a step learns from: augmented, mixed, and with a teacher's answers.</summary>
/// <param name="recipe">How.</param>
/// <param name="teacher">Stays the caller's; null without one.</param>
internal sealed class StepInput(Recipe recipe, ITeacher? teacher = null)
{
    private readonly Augmentation augmentation = new(recipe.PadCrop, recipe.Flip, recipe.Erase, recipe.Rotate, recipe.Zoom, recipe.CropScale, recipe.ColorJitter, recipe.TrivialAugment);
    private readonly Mixing mixing = new(recipe.Mixup, recipe.Cutmix, recipe.MixShare);
    private (long Step, long[] Shape, Task<Chance> Drawn)? ahead; // for the next step, drawn while this one is computed

    /// <summary>Prepares a batch for a step, counted from 0 over the whole run; the result depends on nothing else. Seeds torch for what is random in the network.</summary>
    public Batch Prepare(Batch batch, long step)
    {
        manual_seed((recipe.Seed * 1_000_003) + step); // dropout repeats after a resume
        long[] shape = batch.Images.shape;
        (AugmentationDraw draw, Random random) = ahead is { } next && next.Step == step && next.Shape.AsSpan().SequenceEqual(shape)
            ? next.Drawn.GetAwaiter().GetResult()
            : Draw(shape, step);
        ahead = (step + 1, shape, Task.Run(() => Draw(shape, step + 1)));
        Batch mixed = mixing.Apply(batch with { Images = augmentation.Apply(batch.Images, draw) }, random);
        return teacher is null ? mixed : mixed with { TeacherLogits = teacher.Logits(mixed.Images) };
    }

    private Chance Draw(long[] shape, long step)
    {
        Random random = Order.Random(~recipe.Seed, step);
        return new Chance(augmentation.Draw(shape, random), random);
    }

    /// <summary>A step's augmentation, and the generator that goes on from there.</summary>
    private readonly record struct Chance(AugmentationDraw Augmentation, Random Random);
}

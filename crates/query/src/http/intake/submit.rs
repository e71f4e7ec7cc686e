use tokio::sync::oneshot;
use vestnik_schema::{IntakeError, Operation, Outcome, Until};

use crate::http::AppState;
use crate::http::access::{Access, Refusal, Scope};
use crate::http::error::ApiError;

/// An answer of the archive on its way.
pub(crate) struct Pending {
    receiver: oneshot::Receiver<Answer>,
    received: Option<Answer>,
}

type Answer = Result<Vec<Outcome>, IntakeError>;

/// Hands operations to the archive, if `access` permits to write.
///
/// # Errors
/// [`ApiError::IntakeMissing`] if this server does not write; [`ApiError::Refused`] to a key that is confined to a part
/// of the archive, because what it writes could be outside of it.
pub(crate) fn submit(
    state: &AppState,
    access: &Access,
    operations: Vec<Operation>,
    until: Until,
) -> Result<Pending, ApiError> {
    if !access.opens_archive() {
        return Err(ApiError::Refused(Refusal::KeyMissing));
    }
    if access.condition().is_some() {
        return Err(ApiError::Refused(Refusal::ScopeMissing(Scope::Write)));
    }
    let intake = state.intake().ok_or(ApiError::IntakeMissing)?;
    let (sender, receiver) = oneshot::channel();
    // A client that went away hears nothing, and what it sent is carried out all the same.
    intake.submit(operations, until, Box::new(move |answer| drop(sender.send(answer))));
    Ok(Pending { receiver, received: None })
}

impl Pending {
    /// One outcome for each operation.
    ///
    /// # Errors
    /// [`ApiError::Intake`] if nothing can be written now.
    pub(crate) async fn outcomes(self) -> Result<Vec<Outcome>, ApiError> {
        let answer = match self.received {
            Some(answer) => answer,
            None => self.receiver.await.unwrap_or(Err(IntakeError::Closed)),
        };
        answer.map_err(ApiError::Intake)
    }

    /// Waits until the answer is there. May be dropped and called again.
    pub(crate) async fn ready(&mut self) {
        if self.received.is_none() {
            self.received = Some((&mut self.receiver).await.unwrap_or(Err(IntakeError::Closed)));
        }
    }

    /// The outcome of the one operation.
    ///
    /// # Errors
    /// [`ApiError::Intake`], or [`ApiError::Rejected`] if it was not carried out.
    pub(crate) async fn outcome(self) -> Result<vestnik_schema::Written, ApiError> {
        match self.outcomes().await?.pop() {
            Some(outcome) => outcome.map_err(ApiError::Rejected),
            None => Err(ApiError::Internal),
        }
    }
}
